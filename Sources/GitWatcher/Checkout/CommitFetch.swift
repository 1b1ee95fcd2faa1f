import Clibgit2
import Glibc

/// Fetches a commit with its history into a fresh bare repository.
///
/// Credentials come from the URL or the ssh agent; ssh host keys are checked against known_hosts.
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
        // libgit2 calls this an unsupported protocol.
        guard remote.path != remote.text || access(remote.path, F_OK) == 0 else {
            throw operation.failure(.remoteUnavailable, "there is no such folder")
        }
        let repository = try Handle<Repository>(operation) { git_repository_init($0, folder, 1) }
        for refspecs in [Self.branchesAndTags, Self.everything] {
            try fetch(refspecs, into: repository)
            if try ObjectSource(repository).has(commit) { return repository }
        }
        throw operation.failure(
            .submoduleUnavailable, "commit \(commit) is not there",
            hint: "push that commit of the submodule, or let the superproject name one that was pushed")
    }

    private func fetch(_ refspecs: [String], into repository: borrowing Handle<Repository>) throws(GitFailure) {
        let source = try Handle<Remote>(operation) {
            git_remote_create_anonymous($0, repository.pointer, remote.text)
        }
        var options = git_fetch_options()
        try operation.check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
        options.update_fetchhead = 0
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        options.proxy_opts.type = GIT_PROXY_AUTO
        let state = FetchState()
        state.install(in: &options.callbacks)
        let status = withExtendedLifetime(state) {
            withStringArray(refspecs) { git_remote_fetch(source.pointer, $0, &options, nil) }
        }
        guard status < 0 else { return }
        let error = LibraryError(status: status)
        try operation.checkCancellation()
        throw operation.failure(error.code == .other ? .remoteUnavailable : error.code, error.message)
    }
}

/// What the callbacks of one fetch share.
private final class FetchState {
    private var triedAgent = false

    /// Sets the callbacks; the receiver must outlive their use.
    func install(in callbacks: inout git_remote_callbacks) {
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.transfer_progress = { _, _ in Task.isCancelled ? GIT_EUSER.rawValue : 0 }
        callbacks.sideband_progress = { _, _, _ in Task.isCancelled ? GIT_EUSER.rawValue : 0 }
        callbacks.credentials = { result, _, user, allowed, payload in
            guard let payload else { return GIT_PASSTHROUGH.rawValue }
            return Unmanaged<FetchState>.fromOpaque(payload).takeUnretainedValue()
                .credential(into: result, user: user, allowed: allowed)
        }
    }

    private func credential(
        into result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, user: UnsafePointer<CChar>?,
        allowed: UInt32
    ) -> Int32 {
        let user = user.map { String(cString: $0) } ?? "git"
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 { return git_credential_username_new(result, user) }
        // libgit2 asks again after each refusal.
        guard allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0, !triedAgent else { return GIT_PASSTHROUGH.rawValue }
        triedAgent = true
        return git_credential_ssh_key_from_agent(result, user)
    }
}

/// Calls `body` with a copy of `strings` in libgit2's form.
private func withStringArray<Result>(
    _ strings: [String], _ body: (UnsafePointer<git_strarray>) -> Result
) -> Result {
    var copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return copies.withUnsafeMutableBufferPointer { buffer in
        var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
        return body(&array)
    }
}
