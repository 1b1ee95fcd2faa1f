import Clibgit2

/// Fetches a commit with its history into a fresh bare repository.
///
/// Credentials come from the URL, or for ssh from the user's agent and configuration.
struct CommitFetch {
    let remote: RemoteURL
    let operation: Operation

    private static let branchesAndTags = [
        "+HEAD:refs/fetched/HEAD", "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*",
    ]
    /// Where reviews and pull requests are; asked for only if the commit is not on a branch.
    private static let everything = ["+refs/*:refs/*"]

    /// Makes a repository in an empty folder and fetches until it has `commit`.
    func fetch(_ commit: ObjectID, into folder: String) throws(GitFailure) -> Handle<Repository> {
        let repository = try Handle<Repository>(operation) { git_repository_init($0, folder, 1) }
        // A submodule may be large; what runs the checkout has a limit of its own.
        let settings = RemoteSettings(url: remote, credentials: nil, limits: NetworkLimits(whole: .seconds(86_400)))
        for refspecs in [Self.branchesAndTags, Self.everything] {
            try withExchange(settings, operation) { (watch) throws(GitFailure) in
                let session = try RemoteSession(
                    settings, repository: repository.pointer, operation: operation, watch: watch)
                defer { session.close() }
                _ = try session.heads()
                try session.download(refspecs)
            }
            if try ObjectSource(repository).has(commit) { return repository }
        }
        throw operation.failure(
            .submoduleUnavailable, "commit \(commit) is not there",
            hint: "push that commit of the submodule, or let the superproject name one that was pushed")
    }
}
