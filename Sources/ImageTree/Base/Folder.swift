internal import Glibc

/// The few operations on files and folders that building a base image needs.
///
/// All paths are absolute.
enum Folder {
    /// Makes the folder and its parents where they are missing.
    static func create(_ path: String) throws(BaseFailure) {
        var prefix = ""
        for component in path.split(separator: "/") {
            prefix += "/\(component)"
            guard mkdir(prefix, 0o755) != 0 else { continue }
            let code = errno
            // A parent that cannot be written to but exists already answers with another code than EEXIST.
            guard code == EEXIST || access(prefix, F_OK) == 0 else { throw failure("make the folder", prefix, code) }
        }
    }

    /// Makes a folder with a name of its own, `PREFIX` and six characters, and returns its path.
    static func createUnique(_ prefix: String) throws(BaseFailure) -> String {
        var template = Array("\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw failure("make a folder", prefix, errno) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The names in a folder, sorted; none if it is not there.
    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file; one that is not there or cannot be removed is left.
    static func remove(_ path: String) { unlink(path) }

    /// Removes a folder that holds files only; what is not there or cannot be removed is left.
    static func removeFlat(_ path: String) {
        for name in names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// Gives `old` the name `new`, in one step. A full folder of that name stays, and `false` comes back.
    static func move(_ old: String, to new: String) throws(BaseFailure) -> Bool {
        if rename(old, new) == 0 { return true }
        let code = errno
        if code == EEXIST || code == ENOTEMPTY { return false }
        throw failure("rename", old, code)
    }

    /// The size of a file in bytes; `nil` if it is not there.
    static func size(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// When a file or folder was last changed, in seconds since 1970; `nil` if it is not there.
    static func lastChange(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
    }

    /// A text file's content; invalid UTF-8 is replaced.
    static func read(_ path: String) throws(BaseFailure) -> String {
        String(decoding: try bytes(of: path), as: UTF8.self)
    }

    /// A file's content.
    static func bytes(of path: String) throws(BaseFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path, errno) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw failure("read", path, errno) }
            if count == 0 { return content }
            content += buffer[..<count]
        }
    }

    /// Writes a text file that must not exist yet.
    static func write(_ text: String, to path: String) throws(BaseFailure) {
        try write(Array(text.utf8), to: path)
    }

    /// Writes a file that must not exist yet.
    static func write(_ content: [UInt8], to path: String) throws(BaseFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("create", path, errno) }
        defer { close(descriptor) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure("write", path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ operation: String, _ path: String, _ code: Int32) -> BaseFailure {
        BaseFailure(
            code == ENOSPC ? .diskFull : .other, operation: operation, subject: path,
            details: [String(cString: strerror(code))])
    }
}
