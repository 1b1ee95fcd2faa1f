internal import Glibc

/// A file's bytes with what else it is: its mode and owner.
struct FileContent {
    let bytes: [UInt8]
    private let status: stat

    /// Reads the file at `path`, an absolute path.
    init(at path: String) throws(BaseFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure("open", path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("read", path, errno) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw Self.failure("read", path, errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        self.bytes = bytes
        self.status = status
    }

    /// Writes `content` to a new file in the folder of `path`, with mode and owner of this one, and returns its path.
    func draft(of content: [UInt8], beside path: String) throws(BaseFailure) -> String {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        var template = Array("\(folder)/.changelog-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure("make a file in", String(folder), errno) }
        defer { close(descriptor) }
        let file = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Only root may give files away; whoever else may write here becomes the owner, and the group stays where it can.
        if fchown(descriptor, status.st_uid, status.st_gid) != 0 { _ = fchown(descriptor, uid_t.max, status.st_gid) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            rest = rest.dropFirst(count)
        }
        guard rest.isEmpty, fchmod(descriptor, status.st_mode & 0o7777) == 0, fsync(descriptor) == 0 else {
            let code = errno
            unlink(file)
            throw Self.failure("write", file, code)
        }
        return file
    }

    static func failure(_ operation: String, _ path: String, _ code: Int32) -> BaseFailure {
        BaseFailure(
            code == ENOSPC ? .diskFull : .other, operation: operation, subject: path,
            details: [String(cString: strerror(code))])
    }
}
