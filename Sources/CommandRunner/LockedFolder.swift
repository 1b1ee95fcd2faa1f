internal import Glibc

/// A fresh folder for files that programs read or write, which only this user can enter.
///
/// It is locked as long as its process lives: what a killed one left is known by that nobody holds it.
public final class LockedFolder: Sendable {
    /// Its absolute path.
    public let path: String
    private let descriptor: CInt

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Makes one in `parent`, an absolute path; `nil` leaves the reason in `errno`.
    ///
    /// - Parameter name: What its name begins with, and nothing begins with that is not made here.
    public static func make(in parent: String, named name: String = "pipeline-runner") -> LockedFolder? {
        while true {
            var template = Array("\(prefix(in: parent, named: name))XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { return nil }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Whoever looks for abandoned folders may have taken it for one before it was locked.
            if let folder = lock(path) { return folder }
        }
    }

    /// The folders in `parent` whose processes were killed. They are locked while they are held, and go with `remove`.
    public static func abandoned(in parent: String, named name: String = "pipeline-runner") -> [LockedFolder] {
        FolderTree.names(in: parent).filter { $0.hasPrefix("\(name).") }.compactMap { lock("\(parent)/\($0)") }
    }

    /// What the paths of all such folders in `parent` begin with.
    public static func prefix(in parent: String, named name: String = "pipeline-runner") -> String {
        "\(parent)/\(name)."
    }

    /// Removes it with all it holds.
    public func remove() { FolderTree.remove(path) }

    /// `nil` if a living process has it, if it is gone, or another user's.
    private static func lock(_ path: String) -> LockedFolder? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var (held, named) = (stat(), stat())
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &held) == 0, stat(path, &named) == 0,
            held.st_ino == named.st_ino, held.st_uid == geteuid()
        else {
            close(descriptor)
            return nil
        }
        return LockedFolder(path: path, descriptor: descriptor)
    }
}
