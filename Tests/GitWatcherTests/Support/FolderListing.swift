import Clibgit2
import Foundation

/// What lies in a folder, in the words of `git ls-tree -r`: mode, kind, object name and path, sorted.
///
/// A file whose mode is neither 0644 nor 0755 and a folder that is not 0755 are listed with their own mode, so that they
/// never equal git's list.
func listing(of folder: String) throws -> [String] {
    var lines: [String] = []
    try list(folder, prefix: "", into: &lines)
    return lines.sorted()
}

/// `git ls-tree -rz` as a sorted list.
func lines(ofTree text: String) -> [String] {
    text.split(separator: "\0").map(String.init).sorted()
}

private func list(_ folder: String, prefix: String, into lines: inout [String]) throws {
    guard let stream = opendir(folder) else { throw CocoaError(.fileReadNoSuchFile) }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
        let raw = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
        let name = String(decoding: raw, as: UTF8.self)
        if name == "." || name == ".." { continue }
        try withRawPath(folder, raw) { path in
            var status = stat()
            guard lstat(path, &status) == 0 else { throw CocoaError(.fileReadUnknown) }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                if status.st_mode & 0o7777 != 0o755 {
                    lines.append("\(String(status.st_mode, radix: 8)) tree \(prefix)\(name)")
                }
                try list(String(cString: path), prefix: "\(prefix)\(name)/", into: &lines)
            case S_IFLNK:
                var target = [UInt8](repeating: 0, count: 4096)
                let length = target.withUnsafeMutableBytes { $0.baseAddress.map { readlink(path, $0, 4096) } ?? 0 }
                lines.append("120000 blob \(blobName(Array(target.prefix(length))))\t\(prefix)\(name)")
            default:
                let content = try contents(path)
                lines.append("\(String(status.st_mode, radix: 8)) blob \(blobName(content))\t\(prefix)\(name)")
            }
        }
    }
}

private func contents(_ path: UnsafePointer<CChar>) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw CocoaError(.fileReadUnknown) }
    defer { fclose(file) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { content += chunk.prefix(count) }
    return content
}

private func withRawPath(
    _ folder: String, _ name: [UInt8], _ body: (UnsafePointer<CChar>) throws -> Void
) throws {
    let bytes = Array(folder.utf8) + [UInt8(ascii: "/")] + name + [0]
    try bytes.withUnsafeBufferPointer { buffer in
        try buffer.withMemoryRebound(to: CChar.self) { pointer in
            if let base = pointer.baseAddress { try body(base) }
        }
    }
}

private func blobName(_ content: [UInt8]) -> String {
    git_libgit2_init()
    var oid = git_oid()
    _ = content.withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, $0.count, GIT_OBJECT_BLOB) }
    var text = [UInt8](repeating: 0, count: 40)
    text.withUnsafeMutableBytes { _ = git_oid_fmt($0.baseAddress?.assumingMemoryBound(to: CChar.self), &oid) }
    return String(decoding: text, as: UTF8.self)
}
