import Clibgit2

/// A kind of object that libgit2 hands out and takes back.
protocol HandleKind {
    static func free(_ pointer: OpaquePointer)
}

/// The only owner of a libgit2 object; frees it once, at the end of its scope.
struct Handle<Kind: HandleKind>: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over a pointer that nobody else frees.
    init(adopting pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Takes what `create` puts into its argument.
    ///
    /// - Throws: what the status of `create` means for `operation`.
    init(
        _ operation: Operation, create: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(GitFailure) {
        var created: OpaquePointer?
        try operation.check(create(&created))
        guard let created else { throw operation.failure(.other, "libgit2 returned nothing") }
        pointer = created
    }

    /// Like the other initializer, but `nil` where libgit2 finds nothing.
    init?(
        ifFound operation: Operation, create: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
    ) throws(GitFailure) {
        var created: OpaquePointer?
        let status = create(&created)
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try operation.check(status)
        guard let created else { return nil }
        pointer = created
    }

    deinit { Kind.free(pointer) }
}

enum Repository: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_repository_free(pointer) }
}

enum Commit: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_commit_free(pointer) }
}

enum Tree: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_tree_free(pointer) }
}

enum TreeEntry: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_tree_entry_free(pointer) }
}

enum Blob: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_blob_free(pointer) }
}

enum AnyGitObject: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_object_free(pointer) }
}

enum Reference: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_reference_free(pointer) }
}

enum ReferenceIterator: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_reference_iterator_free(pointer) }
}

enum Config: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_config_free(pointer) }
}

enum Remote: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_remote_free(pointer) }
}
