import Clibgit2

/// What a server made of a push.
public enum PushOutcome: Sendable, Hashable {
    /// The branch is there now.
    case accepted
    /// Somebody else moved the branch first, and nothing was changed.
    case overtaken
    /// The server does not take it: the reason that it gives, and the lines that it or its hooks wrote.
    case rejected(reason: String, remarks: [String])
}

extension Mirror {
    /// What is being pushed; one that a killed process leaves is overwritten by the next.
    private static let outgoing = "refs/outgoing/commit"

    /// Moves a branch of a remote repository from one commit to a later one, with all that it lacks of it, or not at all.
    ///
    /// The mirror's references stay as they are: the next `fetch` sees to them. A server that refuses because the branch
    /// was moved while the objects were on their way is told from others by asking it for its branches again.
    ///
    /// - Parameters:
    ///   - commit: A descendant of `base`.
    ///   - base: What the branch stands at.
    ///   - branch: Its full name, such as `refs/heads/main`.
    /// - Throws: as `GitRemote.heads`. Whether the branch was moved is not known then.
    public func push(
        _ commit: ObjectID, onto base: ObjectID, as branch: String, to remote: GitRemote
    ) throws(GitFailure) -> PushOutcome {
        let operation = Operation("push to", remote.url)
        // libgit2 pushes what has a name.
        try set(Self.outgoing, to: commit)
        defer { try? remove(Self.outgoing) }
        typealias Refusal = (reason: String, remarks: [String])
        let refusal: Refusal? = try exchange(remote, operation) { (session) throws(GitFailure) -> Refusal? in
            guard try session.heads()[branch]?.target == base else { return ("the branch has other commits", []) }
            return try session.push("\(Self.outgoing):\(branch)")
        }
        guard let refusal else { return .accepted }
        let now = try exchange(remote, operation) { (session) throws(GitFailure) in
            try session.heads()[branch]?.target
        }
        if now == commit { return .accepted }
        return now == base ? .rejected(reason: refusal.reason, remarks: refusal.remarks) : .overtaken
    }

    private func exchange<Value>(
        _ remote: GitRemote, _ operation: Operation, _ body: (RemoteSession) throws(GitFailure) -> Value
    ) throws(GitFailure) -> Value {
        try withExchange(remote.settings, operation) { (watch) throws(GitFailure) in
            let session = try RemoteSession(
                remote.settings, repository: handle.pointer, for: .receive, operation: operation, watch: watch)
            defer { session.close() }
            return try body(session)
        }
    }
}
