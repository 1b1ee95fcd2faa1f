import Clibgit2

/// A file, folder or other thing in a folder of a commit.
public struct TreeItem: Sendable, Hashable {
    /// What it can be.
    public enum Kind: Sendable, Hashable { case file, folder, link, submodule }

    /// Its name.
    public let name: String
    /// What it is.
    public let kind: Kind

    /// Takes both as they are.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

extension Mirror {
    /// What a folder of a commit holds; nothing if there is no such folder. Names that are not UTF-8 are left out.
    ///
    /// - Parameter folder: Relative to the top of the tree; empty for the top.
    /// - Throws: `damaged`.
    public func items(in folder: String, of commit: ObjectID) throws(GitFailure) -> [TreeItem] {
        let operation = Operation("read", "\(folder.isEmpty ? "the files" : folder) of \(commit.short)")
        let root = try Handle<Tree>(of: commit, in: handle.pointer, operation)
        if folder.isEmpty { return Self.items(of: root) }
        let entry = try Handle<TreeEntry>(ifFound: operation) { git_tree_entry_bypath($0, root.pointer, folder) }
        guard let entry, git_tree_entry_filemode(entry.pointer) == GIT_FILEMODE_TREE else { return [] }
        return Self.items(of: try Handle<Tree>(at: entry.pointer, in: handle.pointer, operation))
    }

    /// The bytes of a file of a commit; `nil` if there is nothing at the path.
    ///
    /// - Throws: `notAFile` for anything but a file, links included: what is written in the place of one would not be it.
    public func file(_ path: String, of commit: ObjectID) throws(GitFailure) -> [UInt8]? {
        let operation = Operation("read", "\(path) of \(commit.short)")
        let root = try Handle<Tree>(of: commit, in: handle.pointer, operation)
        let entry = try Handle<TreeEntry>(ifFound: operation) { git_tree_entry_bypath($0, root.pointer, path) }
        guard let entry else { return nil }
        switch TreeItem.Kind(git_tree_entry_filemode(entry.pointer)) {
        case .folder: throw operation.failure(.notAFile, "it is a folder")
        case .submodule: throw operation.failure(.notAFile, "it is a submodule")
        case .link: throw operation.failure(.notAFile, "it is a link", hint: "name the file that it leads to")
        case .file:
            let blob = try Handle<Blob>(at: entry.pointer, in: handle.pointer, operation)
            return Array(blob.content)
        }
    }

    private static func items(of tree: borrowing Handle<Tree>) -> [TreeItem] {
        (0..<git_tree_entrycount(tree.pointer)).compactMap { index in
            guard let entry = git_tree_entry_byindex(tree.pointer, index), let name = git_tree_entry_name(entry),
                let text = String(validatingCString: name)
            else { return nil }
            return TreeItem(name: text, kind: TreeItem.Kind(git_tree_entry_filemode(entry)))
        }
    }
}

extension TreeItem.Kind {
    fileprivate init(_ mode: git_filemode_t) {
        self =
            switch mode {
            case GIT_FILEMODE_TREE: .folder
            case GIT_FILEMODE_LINK: .link
            case GIT_FILEMODE_COMMIT: .submodule
            default: .file
            }
    }
}
