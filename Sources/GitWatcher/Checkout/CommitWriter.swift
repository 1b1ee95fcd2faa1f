import Clibgit2
import Glibc

/// Writes the tree of one commit below an open folder, entry by entry.
///
/// libgit2's own checkout is not used: it skips what the index calls unchanged, and bends modes, links and line ends by
/// the repository's configuration.
final class CommitWriter {
    private let source: ObjectSource
    private let commit: ObjectID
    private let options: CheckoutOptions
    /// Where temporary repositories of submodules may be made.
    private let scratch: String
    private var modules: GitModules?

    /// Each level holds a descriptor; no honest tree comes near.
    private static let deepest = 200

    init(source: ObjectSource, commit: ObjectID, options: CheckoutOptions, scratch: String) {
        self.source = source
        self.commit = commit
        self.options = options
        self.scratch = scratch
    }

    /// Writes the whole commit.
    ///
    /// - Parameter depth: How many folders the target already lies below the checkout's.
    func write(into folder: borrowing OpenFolder, depth: Int) throws(GitFailure) {
        let root = try Handle<Tree>(of: commit, in: source.pointer, Operation("read the commit", commit.short))
        try write(root, into: folder, path: [], depth: depth)
    }

    private func write(
        _ tree: borrowing Handle<Tree>, into folder: borrowing OpenFolder, path: [UInt8], depth: Int
    ) throws(GitFailure) {
        guard depth < Self.deepest else {
            throw Operation("write", folder.path).failure(.unsafePath, "it lies more than \(Self.deepest) folders deep")
        }
        for index in 0..<git_tree_entrycount(tree.pointer) {
            guard let entry = git_tree_entry_byindex(tree.pointer, index), let name = git_tree_entry_name(entry)
            else { continue }
            let operation = Operation("check out", "\(folder.path)/\(String(cString: name))")
            try operation.checkCancellation()
            guard Self.isSafe(name) else {
                throw operation.failure(.unsafePath, "a commit must not hold a file of this name")
            }
            let below = path + (path.isEmpty ? [] : [UInt8(ascii: "/")]) + Self.bytes(name)
            switch git_tree_entry_filemode(entry) {
            case GIT_FILEMODE_TREE:
                let child = try Handle<Tree>(at: entry, in: source.pointer, operation)
                try write(child, into: folder.makeFolder(name), path: below, depth: depth + 1)
            case GIT_FILEMODE_COMMIT:
                let child = try folder.makeFolder(name)
                try writeSubmodule(entry, into: child, path: below, depth: depth + 1)
                try child.setTime(options.modificationTime)
            default:
                try writeBlob(entry, name: name, into: folder, operation: operation)
            }
        }
        try folder.setTime(options.modificationTime)
    }

    private func writeBlob(
        _ entry: OpaquePointer, name: UnsafePointer<CChar>, into folder: borrowing OpenFolder, operation: Operation
    ) throws(GitFailure) {
        let blob = try Handle<Blob>(at: entry, in: source.pointer, operation)
        let content = blob.content
        let mode = git_tree_entry_filemode(entry)
        guard mode == GIT_FILEMODE_LINK else {
            return try folder.writeFile(
                name, content, isExecutable: mode == GIT_FILEMODE_BLOB_EXECUTABLE, time: options.modificationTime)
        }
        guard !content.contains(0) else { throw operation.failure(.unsafePath, "the link's target has a NUL byte") }
        try folder.writeLink(
            name, target: content.map { CChar(bitPattern: $0) } + [0], time: options.modificationTime)
    }

    private func writeSubmodule(
        _ entry: OpaquePointer, into folder: borrowing OpenFolder, path: [UInt8], depth: Int
    ) throws(GitFailure) {
        guard options.includesSubmodules, let oid = git_tree_entry_id(entry) else { return }
        let id = ObjectID(oid.pointee)
        if modules == nil { modules = try declarations() }
        let submodule = try Submodule(
            declaredIn: modules, at: path, commit: id, superproject: source, place: folder.path)
        try submodule.withObjects(scratch: scratch) { (found: ObjectSource) throws(GitFailure) in
            try CommitWriter(source: found, commit: id, options: options, scratch: scratch)
                .write(into: folder, depth: depth)
        }
    }

    /// Reads `.gitmodules`; as in git, a link of that name declares nothing.
    private func declarations() throws(GitFailure) -> GitModules? {
        let operation = Operation("read", ".gitmodules of \(commit.short)")
        let root = try Handle<Tree>(of: commit, in: source.pointer, operation)
        guard let entry = git_tree_entry_byname(root.pointer, ".gitmodules"),
            [GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB_EXECUTABLE].contains(git_tree_entry_filemode(entry))
        else { return nil }
        let blob = try Handle<Blob>(at: entry, in: source.pointer, operation)
        do throws(InvalidGitModules) {
            return try GitModules(Array(blob.content))
        } catch {
            throw operation.failure(.submoduleUnavailable, "line \(error.line): \(error.reason)")
        }
    }

    private static func bytes(_ name: UnsafePointer<CChar>) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }

    private static func isSafe(_ name: UnsafePointer<CChar>) -> Bool {
        let bytes = bytes(name)
        if bytes.isEmpty || bytes.contains(UInt8(ascii: "/")) { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        return text != "." && text != ".." && text.lowercased() != ".git"
    }
}
