import Clibgit2

extension GitRepository {
    /// Calls `body` with every reference whose full name matches a pattern of git's kind, in no particular order.
    ///
    /// The pointer is only good during the call.
    func forEachReference(
        matching pattern: String, _ body: (OpaquePointer) throws(GitFailure) -> Void
    ) throws(GitFailure) {
        let operation = Operation("list the references of", gitDirectory)
        let iterator = try Handle<ReferenceIterator>(operation) {
            git_reference_iterator_glob_new($0, handle.pointer, pattern)
        }
        while true {
            var next: OpaquePointer?
            let status = git_reference_next(&next, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { return }
            try operation.check(status)
            guard let next else { return }
            let reference = Handle<Reference>(adopting: next)
            try body(reference.pointer)
        }
    }
}
