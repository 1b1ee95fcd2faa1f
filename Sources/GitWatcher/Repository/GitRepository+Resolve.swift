import Clibgit2
import Diagnostics

extension GitRepository {
    /// The commit that a revision stands for: HEAD, a branch, a tag (peeled to its commit), a remote branch, an object name
    /// of 4 to 40 digits, or any of these followed by `~N`, `^N` and so on.
    ///
    /// 40 digits are always an object's name, even where a branch is called like that.
    ///
    /// - Throws: `noCommits`, `unknownRevision`, `ambiguousRevision`, `notACommit` or `damaged`.
    public func resolve(_ revision: String) throws(GitFailure) -> ObjectID {
        let operation = Operation("resolve the revision", "`\(revision)` of \(workTree ?? gitDirectory)")
        var found: OpaquePointer?
        let status: Int32
        if var oid = ObjectID(revision)?.oid {
            status = git_object_lookup(&found, handle.pointer, &oid, GIT_OBJECT_ANY)
        } else {
            status = git_revparse_single(&found, handle.pointer, withHeadSpelledOut(revision))
        }
        guard status == 0, let found else {
            throw explain(LibraryError(status: status), revision: revision, operation: operation)
        }
        let object = Handle<AnyGitObject>(adopting: found)
        guard let commit = Handle<Commit>(peeling: object.pointer) else {
            let kind = String(cString: git_object_type2string(git_object_type(object.pointer)))
            throw operation.failure(.notACommit, "it is a \(kind), not a commit")
        }
        return commit.id
    }

    private func explain(_ error: LibraryError, revision: String, operation: Operation) -> GitFailure {
        if error.status == GIT_EAMBIGUOUS {
            return operation.failure(
                .ambiguousRevision, "more than one object has a name that begins like this", hint: "give more digits")
        }
        let meansUnknown = [GIT_ENOTFOUND, GIT_EUNBORNBRANCH, GIT_EINVALIDSPEC, GIT_EPEEL].contains(error.status)
        guard meansUnknown || [GIT_ERROR_INVALID, GIT_ERROR_REFERENCE].contains(error.area) else {
            return operation.failure(error.code, error.message)
        }
        let base = baseName(of: revision)
        if git_repository_head_unborn(handle.pointer) == 1 {
            if branchesAndTags().isEmpty {
                return operation.failure(
                    .noCommits, "the repository has no commits yet", hint: "commit something first")
            } else if base == "HEAD" || base == "@" {
                return operation.failure(
                    .noCommits, "the branch `\(currentBranch() ?? base)` has no commits yet",
                    hint: "name another branch, or commit something first")
            }
        }
        if base != revision, exists(base) {
            return operation.failure(.unknownRevision, "`\(base)` exists, but there is no such commit before it")
        }
        return operation.failure(
            .unknownRevision, "no branch, tag or commit has this name",
            hint: nearMatch(to: base, among: branchesAndTags().filter { $0 != base }).map { "did you mean `\($0)`?" })
    }

    /// libgit2 takes `@` for HEAD only where it stands alone.
    private func withHeadSpelledOut(_ revision: String) -> String {
        revision.hasPrefix("@~") || revision.hasPrefix("@^") ? "HEAD\(revision.dropFirst())" : revision
    }

    private func exists(_ revision: String) -> Bool {
        var found: OpaquePointer?
        defer { git_object_free(found) }
        return git_revparse_single(&found, handle.pointer, revision) == 0
    }

    /// The short names of local branches, tags and remote branches.
    private func branchesAndTags() -> [String] {
        var names: [String] = []
        _ = try? forEachReference(matching: "refs/*") { reference in
            guard let name = git_reference_name(reference).map({ String(cString: $0) }) else { return }
            for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/"] where name.hasPrefix(prefix) {
                names.append(String(name.dropFirst(prefix.count)))
            }
        }
        return names
    }

    /// The part of a revision before the first `~`, `^`, `:` or `@{`.
    func baseName(of revision: String) -> String {
        var base = revision.prefix { !"~^:".contains($0) }
        if let braces = base.indices.first(where: { base[$0...].hasPrefix("@{") }) { base = base[..<braces] }
        return base.isEmpty ? revision : String(base)
    }
}
