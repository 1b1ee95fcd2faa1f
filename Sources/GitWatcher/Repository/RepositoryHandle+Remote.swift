import Clibgit2

extension Handle where Kind == Repository {
    /// The URL of `origin`, else of the only remote, as it is configured: `url.*.insteadOf` names a mirror of this machine,
    /// not the project.
    func remoteURL() throws(GitFailure) -> String? {
        let operation = Operation("read the remotes of", gitDirectory)
        var list = git_strarray()
        try operation.check(git_remote_list(&list, pointer))
        defer { git_strarray_dispose(&list) }
        let names = (0..<list.count).compactMap { list.strings[$0].map { String(cString: $0) } }
        guard let name = names.first(where: { $0 == "origin" }) ?? (names.count == 1 ? names.first : nil) else {
            return nil
        }
        let config = try Handle<Config>(operation) { git_repository_config_snapshot($0, pointer) }
        var value: UnsafePointer<CChar>?
        let status = git_config_get_string(&value, config.pointer, "remote.\(name).url")
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try operation.check(status)
        return value.map { String(cString: $0) }
    }
}
