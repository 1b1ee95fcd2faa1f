import Clibgit2

extension GitRepository {
    /// The names around a commit: branches, tags and the remote, as they are now.
    ///
    /// - Parameters:
    ///   - id: The commit that `revision` was resolved to.
    ///   - revision: What the caller named; decides `branch`.
    /// - Throws: `damaged` where a reference or the configuration cannot be read.
    public func context(for id: ObjectID, revision: String) throws(GitFailure) -> RevisionContext {
        RevisionContext(
            currentBranch: currentBranch(), branch: branch(of: revision), tags: try tags(at: id),
            remote: try handle.remoteURL().map(RemoteURL.withoutCredentials))
    }

    /// The branch that HEAD names, even if it has no commit yet; `nil` if HEAD is detached.
    func currentBranch() -> String? {
        let head = try? Handle<Reference>(ifFound: Operation("read", "HEAD")) {
            git_reference_lookup($0, handle.pointer, "HEAD")
        }
        guard let head, let target = git_reference_symbolic_target(head.pointer).map({ String(cString: $0) }),
            target.hasPrefix("refs/heads/")
        else { return nil }
        return String(target.dropFirst("refs/heads/".count))
    }

    private func branch(of revision: String) -> String? {
        let base = baseName(of: revision)
        if base == "HEAD" || base == "@" { return currentBranch() }
        guard ObjectID(base) == nil else { return nil }
        let reference = try? Handle<Reference>(ifFound: Operation("read", base)) {
            git_reference_dwim($0, handle.pointer, base)
        }
        guard let reference, let name = git_reference_name(reference.pointer).map({ String(cString: $0) }) else {
            return nil
        }
        if name.hasPrefix("refs/heads/") { return String(name.dropFirst("refs/heads/".count)) }
        return name.hasPrefix("refs/remotes/") ? branchOfRemote(name) : nil
    }

    /// `main` for `refs/remotes/origin/main`; remotes may have slashes in their names too.
    private func branchOfRemote(_ name: String) -> String? {
        var remote = git_buf()
        defer { git_buf_dispose(&remote) }
        guard git_branch_remote_name(&remote, handle.pointer, name) == 0, let text = remote.ptr else { return nil }
        let branch = String(name.dropFirst("refs/remotes/".count + String(cString: text).count + 1))
        return branch == "HEAD" ? nil : branch
    }

    private func tags(at id: ObjectID) throws(GitFailure) -> [String] {
        var names: [String] = []
        try forEachReference(matching: "refs/tags/*") { (reference) throws(GitFailure) in
            guard try peels(reference, to: id), let name = git_reference_name(reference) else { return }
            names.append(String(String(cString: name).dropFirst("refs/tags/".count)))
        }
        return names.sorted()
    }

    private func peels(_ reference: OpaquePointer, to id: ObjectID) throws(GitFailure) -> Bool {
        // packed-refs keeps what a tag peels to; without that, only tag objects need to be read.
        if let peeled = git_reference_target_peel(reference) { return ObjectID(peeled.pointee) == id }
        guard let target = git_reference_target(reference) else { return false }
        if ObjectID(target.pointee) == id { return true }
        var tag: OpaquePointer?
        guard git_tag_lookup(&tag, handle.pointer, target) == 0, let tag else { return false }
        let owner = Handle<AnyGitObject>(adopting: tag)
        return Handle<Commit>(peeling: owner.pointer)?.id == id
    }
}
