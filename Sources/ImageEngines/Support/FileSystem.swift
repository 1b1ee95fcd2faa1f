internal import Glibc
internal import PipelineCore

/// The few file operations that engines need, by the C library: Foundation would cost start-up time.
enum FileSystem {
    /// The operating system's words for the last error of this thread.
    static var lastError: String { String(cString: strerror(errno)) }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The bytes of a file; `nil` if it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The text of a file without white space at its ends; `nil` if it cannot be read.
    static func readText(_ path: String) -> String? {
        guard let bytes = read(path) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }
        return end.map { String(text[start...$0]) } ?? ""
    }

    /// Writes a file such that a reader sees either what was there before or all of `bytes`.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o644) throws {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure("write", path) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { break }
            written += count
        }
        let isWritten = written == bytes.count && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
        guard isWritten, rename(temporary, path) == 0 else {
            let error = failure("write", path)
            close(descriptor)
            unlink(temporary)
            throw error
        }
        close(descriptor)
    }

    /// Makes a folder and those above it that are missing.
    static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure("make the folder", path)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
    }

    /// The size of a file in bytes; `nil` if there is none.
    static func size(_ path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// Makes a symbolic link to `target`.
    static func link(_ target: String, at path: String) throws {
        guard symlink(target, path) == 0 else { throw failure("make the link", path) }
    }

    /// A failure that quotes the last error of this thread.
    static func failure(_ operation: String, _ path: String) -> EngineFailure {
        let isFull = errno == ENOSPC || errno == EDQUOT
        return EngineFailure(
            isFull ? .diskFull : .other, operation: operation, subject: path, details: [lastError],
            hint: isFull ? "free space on the file system of \(path)" : nil)
    }
}
