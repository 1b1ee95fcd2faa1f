import Glibc

/// A folder that is being filled, held open: everything in it is made by name below its descriptor and must not exist
/// yet, so no link can lead a write elsewhere. Closed at the end of its scope.
struct OpenFolder: ~Copyable {
    private let descriptor: Int32
    /// For messages only.
    let path: String

    /// Opens an empty folder, or makes it if only its parent exists.
    static func empty(at path: String) throws(GitFailure) -> OpenFolder {
        let operation = Operation("write into the folder", path)
        let isNew = mkdir(path, 0o755) == 0
        guard isNew || errno == EEXIST else { throw operation.writeFailure(errno) }
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw operation.writeFailure(errno) }
        let folder = OpenFolder(descriptor: opened, path: path)
        if isNew {
            try operation.checkWrite(fchmod(opened, 0o755))
        } else if try !isEmpty(opened, operation: operation) {
            throw operation.failure(.folderNotEmpty, "it is not empty")
        }
        return folder
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Makes a folder of mode 0755 in this one.
    func makeFolder(_ name: UnsafePointer<CChar>) throws(GitFailure) -> OpenFolder {
        let operation = operation(name)
        try operation.checkWrite(mkdirat(descriptor, name, 0o700))
        let opened = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw operation.writeFailure(errno) }
        let folder = OpenFolder(descriptor: opened, path: operation.subject)
        try operation.checkWrite(fchmod(opened, 0o755))
        return folder
    }

    /// Writes a file of mode 0755 or 0644.
    func writeFile(
        _ name: UnsafePointer<CChar>, _ content: UnsafeRawBufferPointer, isExecutable: Bool, time: Int?
    ) throws(GitFailure) {
        let operation = operation(name)
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw operation.writeFailure(errno) }
        do throws(GitFailure) {
            try operation.write(content, to: file)
            try operation.checkWrite(fchmod(file, isExecutable ? 0o755 : 0o644))
            if let time { try operation.checkWrite(futimens(file, Self.times(time))) }
        } catch {
            close(file)
            throw error
        }
        // Network file systems report a full disk here.
        try operation.checkWrite(close(file))
    }

    /// Writes a symbolic link.
    func writeLink(
        _ name: UnsafePointer<CChar>, target: UnsafePointer<CChar>, time: Int?
    ) throws(GitFailure) {
        let operation = operation(name)
        try operation.checkWrite(symlinkat(target, descriptor, name))
        guard let time else { return }
        try operation.checkWrite(utimensat(descriptor, name, Self.times(time), AT_SYMLINK_NOFOLLOW))
    }

    /// Sets the folder's own time; to be called when everything is in it.
    func setTime(_ time: Int?) throws(GitFailure) {
        guard let time else { return }
        try Operation("write", path).checkWrite(futimens(descriptor, Self.times(time)))
    }

    private func operation(_ name: UnsafePointer<CChar>) -> Operation {
        Operation("write", "\(path)/\(String(cString: name))")
    }

    private static func times(_ seconds: Int) -> [timespec] {
        [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    }

    private static func isEmpty(_ descriptor: Int32, operation: Operation) throws(GitFailure) -> Bool {
        let listed = dup(descriptor)
        guard listed >= 0, let stream = fdopendir(listed) else { throw operation.writeFailure(errno) }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil { count += 1 }
        return count <= 2
    }
}

extension Operation {
    /// Throws what errno means unless `status` is a success.
    func checkWrite(_ status: Int32) throws(GitFailure) {
        if status != 0 { throw writeFailure(errno) }
    }

    /// Writes all of `content`.
    func write(_ content: UnsafeRawBufferPointer, to file: Int32) throws(GitFailure) {
        var rest = content[...]
        while !rest.isEmpty {
            let written = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw writeFailure(errno) }
            rest = rest.dropFirst(written)
        }
    }

    /// What an errno of the file system means.
    func writeFailure(_ error: Int32) -> GitFailure {
        let detail = String(cString: strerror(error))
        switch error {
        case ENOSPC, EDQUOT: return failure(.diskFull, detail, hint: "free some space, or write to another disk")
        case EACCES, EPERM, EROFS: return failure(.permissionDenied, detail)
        default: return failure(.writeFailed, detail)
        }
    }
}
