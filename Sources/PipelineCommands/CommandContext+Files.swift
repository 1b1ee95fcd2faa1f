internal import Glibc

extension CommandContext {
    /// Whether something of that path is there.
    func exists(_ path: String) -> Bool { access(absolute(path), F_OK) == 0 }

    /// Whether it is a folder.
    func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(absolute(path), &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
