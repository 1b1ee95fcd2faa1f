import Clibgit2

extension GitRepository {
    /// What a commit says about itself.
    ///
    /// - Throws: `damaged` if there is no such commit.
    public func commit(_ id: ObjectID) throws(GitFailure) -> CommitDescription {
        let commit = try Handle<Commit>(
            id, in: handle.pointer, Operation("read the commit", "\(id.short) of \(gitDirectory)"))
        let parents = (0..<git_commit_parentcount(commit.pointer)).compactMap { index in
            git_commit_parent_id(commit.pointer, index).map { ObjectID($0.pointee) }
        }
        return CommitDescription(
            id: id, parents: parents,
            author: .init(git_commit_author(commit.pointer)),
            committer: .init(git_commit_committer(commit.pointer)),
            summary: git_commit_summary(commit.pointer).map { String(cString: $0) } ?? "")
    }
}

extension CommitDescription.Signature {
    init(_ signature: UnsafePointer<git_signature>?) {
        name = signature.map { String(cString: $0.pointee.name) } ?? ""
        email = signature.map { String(cString: $0.pointee.email) } ?? ""
        time = signature.map { Int($0.pointee.when.time) } ?? 0
    }
}
