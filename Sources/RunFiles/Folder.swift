internal import Glibc
internal import PipelineCore

/// An open folder whose entries are named by bytes.
final class Folder {
    private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    let descriptor: CInt
    /// For messages.
    let path: String

    private init(descriptor: CInt, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens the folder at an absolute path.
    static func open(_ path: String) throws(WorkspaceFailure) -> Folder {
        let descriptor = Glibc.open(path, flags)
        guard descriptor >= 0 else { throw WorkspaceFailure(path: path, errno: errno) }
        return Folder(descriptor: descriptor, path: path)
    }

    /// Opens the folder called `name`; a link is not followed.
    func folder(_ name: [UInt8]) throws(WorkspaceFailure) -> Folder {
        let child = named(name) { openat(descriptor, $0, Self.flags | O_NOFOLLOW) }
        guard child >= 0 else { throw failure(name) }
        return Folder(descriptor: child, path: pathOf(name))
    }

    /// The names of the entries, sorted by bytes.
    func names() throws(WorkspaceFailure) -> [[UInt8]] {
        let copy = openat(descriptor, ".", Self.flags)
        guard copy >= 0, let stream = fdopendir(copy) else {
            let code = errno
            if copy >= 0 { close(copy) }
            throw WorkspaceFailure(path: path, errno: code)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: UInt8.self, capacity: Int(NAME_MAX) + 1) {
                    Array(UnsafeBufferPointer(start: $0, count: strnlen(pointer, Int(NAME_MAX) + 1)))
                }
            }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// What kind of file an entry is, and its mode and times; `nil` if there is none. A link is not followed.
    func status(_ name: [UInt8]) throws(WorkspaceFailure) -> stat? {
        var info = stat()
        if named(name, { fstatat(descriptor, $0, &info, AT_SYMLINK_NOFOLLOW) }) == 0 { return info }
        guard errno == ENOENT || errno == ENOTDIR else { throw failure(name) }
        return nil
    }

    /// What a link holds.
    func target(ofLink name: [UInt8]) throws(WorkspaceFailure) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = named(name) { readlinkat(descriptor, $0, &buffer, buffer.count) }
        guard count >= 0 else { throw failure(name) }
        return buffer[..<count].map { UInt8(bitPattern: $0) }
    }

    /// Calls `body` with the name as the operating system takes it.
    func named<Result>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (name.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            // A buffer with a final zero in it is not empty.
            buffer.baseAddress.map(body)
        } ?? body("")
    }

    /// The failure of the last call, about an entry.
    func failure(_ name: [UInt8]) -> WorkspaceFailure { WorkspaceFailure(path: pathOf(name), errno: errno) }

    private func pathOf(_ name: [UInt8]) -> String { "\(path)/\(String(decoding: name, as: UTF8.self))" }
}
