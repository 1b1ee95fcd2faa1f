import Clibgit2

/// Finds one file below the tree of a commit, through links that stay inside.
struct TreeReader: ~Copyable {
    private let repository: OpaquePointer
    private let root: Handle<Tree>
    private let operation: Operation
    private let path: String
    /// As many links as the kernel follows.
    private static let mostLinks = 40

    init(repository: OpaquePointer, root: consuming Handle<Tree>, path: String, commit: ObjectID) {
        self.repository = repository
        self.root = root
        self.path = path
        operation = Operation("read", "\(path) of \(commit.short)")
    }

    /// The file's bytes, `nil` where nothing is at the path.
    func read() throws(GitFailure) -> [UInt8]? {
        var pending = try components(of: path[...])
        var done: [Substring] = []
        var links = 0
        while !pending.isEmpty {
            let name = pending.removeFirst()
            if name == ".." {
                guard done.popLast() != nil else { throw outside() }
                continue
            }
            done.append(name)
            let entry = try Handle<TreeEntry>(ifFound: operation) {
                git_tree_entry_bypath($0, root.pointer, done.joined(separator: "/"))
            }
            guard let entry else { return nil }
            switch git_tree_entry_filemode(entry.pointer) {
            case GIT_FILEMODE_LINK:
                links += 1
                guard links <= Self.mostLinks else { throw operation.failure(.unsafePath, "its links never end") }
                done.removeLast()
                let target = String(decoding: try bytes(of: entry), as: UTF8.self)
                pending = try components(of: target[...]) + pending
            case GIT_FILEMODE_TREE where pending.isEmpty: throw operation.failure(.notAFile, "it is a folder")
            case GIT_FILEMODE_TREE: break
            case GIT_FILEMODE_COMMIT:
                throw operation.failure(.notAFile, "\(done.joined(separator: "/")) is a submodule")
            default:
                guard pending.isEmpty else { return nil }
                return try bytes(of: entry)
            }
        }
        throw operation.failure(.notAFile, "it is a folder")
    }

    private func components(of path: Substring) throws(GitFailure) -> [Substring] {
        if path.hasPrefix("/") { throw outside() }
        return path.split(separator: "/").filter { $0 != "." }
    }

    private func outside() -> GitFailure { operation.failure(.unsafePath, "it leads out of the repository") }

    private func bytes(of entry: borrowing Handle<TreeEntry>) throws(GitFailure) -> [UInt8] {
        let blob = try Handle<Blob>(at: entry.pointer, in: repository, operation)
        return Array(blob.content)
    }
}
