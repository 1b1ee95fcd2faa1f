internal import Glibc

/// The modification times of all that is in a folder.
enum FileTimes {
    /// Gives everything below `copy` the time of its counterpart below `source`; links get their own times.
    ///
    /// Names are taken as bytes: git stores such as are not UTF-8. Returns 0, or the system's error number.
    static func transfer(from source: String, to copy: String) -> CInt {
        transfer(from: open(source, flags), to: open(copy, flags))
    }

    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

    /// Closes both descriptors.
    private static func transfer(from source: CInt, to copy: CInt) -> CInt {
        defer { if copy >= 0 { close(copy) } }
        guard source >= 0, let stream = fdopendir(source) else {
            let code = errno
            if source >= 0 { close(source) }
            return code
        }
        defer { closedir(stream) }
        guard copy >= 0 else { return errno }
        while let entry = readdir(stream) {
            let code = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    transfer($0, from: source, to: copy)
                }
            }
            guard code == 0 else { return code }
        }
        return 0
    }

    private static func transfer(_ name: UnsafePointer<CChar>, from source: CInt, to copy: CInt) -> CInt {
        guard strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { return 0 }
        var info = stat()
        guard fstatat(source, name, &info, AT_SYMLINK_NOFOLLOW) == 0 else { return errno }
        if info.st_mode & S_IFMT == S_IFDIR {
            let code = transfer(from: openat(source, name, flags), to: openat(copy, name, flags))
            guard code == 0 else { return code }
        }
        // A folder's time comes last: nothing in it is touched afterwards.
        let times = [info.st_atim, info.st_mtim]
        return utimensat(copy, name, times, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno
    }
}
