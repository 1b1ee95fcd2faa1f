internal import Diagnostics
internal import Glibc

/// The files of a tree, by the C library: a tree is read on every command, and Foundation would cost more than the reading.
enum TreeFile {
    /// One name in a folder, and whether it is a folder itself; a symbolic link is none.
    struct Entry {
        let name: String
        let isFolder: Bool
        let isLink: Bool
    }

    /// The entries of a folder, sorted by name; `nil` if it cannot be read.
    static func entries(of folder: String) -> [Entry]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            var kind = Int32(entry.pointee.d_type)
            if kind == DT_UNKNOWN {
                var status = stat()
                guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
                let format = status.st_mode & S_IFMT
                kind = Int32(format == S_IFDIR ? DT_DIR : format == S_IFLNK ? DT_LNK : DT_REG)
            }
            entries.append(Entry(name: name, isFolder: kind == DT_DIR, isLink: kind == DT_LNK))
        }
        return entries.sorted { $0.name < $1.name }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// A file's text; invalid UTF-8 is replaced. A folder, a device or a pipe is no text.
    ///
    /// - Throws: a finding at the beginning of `name`, the path as the person knows it.
    static func text(_ path: String, name: String) throws(Diagnostic) -> String {
        let place = SourceLocation(file: name, line: 1, column: 1)
        func failure(_ reason: String) -> Diagnostic {
            Diagnostic(code: "tree.unreadable", "the file cannot be read: \(reason)", at: place)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw failure("it is no regular file")
        }
        guard status.st_size <= 16 << 20 else { throw failure("it is larger than 16 MiB") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0 { throw failure(String(cString: strerror(errno))) }
            if count == 0 { break }
            filled += count
        }
        return String(decoding: bytes.prefix(filled), as: UTF8.self)
    }

    /// The path with all symbolic links followed; `nil` if there is no such file.
    static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
