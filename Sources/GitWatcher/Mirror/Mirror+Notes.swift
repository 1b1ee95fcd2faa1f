import Clibgit2

extension Mirror {
    /// What was noted under a name; `nil` if nothing was, or the mirror was made anew since.
    ///
    /// - Throws: `damaged` where the configuration cannot be read.
    public func note(_ name: String) throws(GitFailure) -> String? {
        let operation = Operation("read the configuration of", folder)
        let config = try Handle<Config>(operation) { git_repository_config_snapshot($0, handle.pointer) }
        var value: UnsafePointer<CChar>?
        let status = git_config_get_string(&value, config.pointer, Self.key(name))
        if status == GIT_ENOTFOUND.rawValue { return nil }
        try operation.check(status)
        return value.map { String(cString: $0) }
    }

    /// Notes a line of text that belongs to the mirror, such as the rules by which it was last looked at.
    ///
    /// - Parameter name: Letters, digits, `.`, `_` and `-`.
    /// - Throws: `diskFull`, `permissionDenied` or `damaged`.
    public func setNote(_ name: String, to text: String) throws(GitFailure) {
        guard try note(name) != text else { return }
        let operation = Operation("write the configuration of", folder)
        let config = try Handle<Config>(operation) { git_repository_config($0, handle.pointer) }
        try operation.check(git_config_set_string(config.pointer, Self.key(name), text))
    }

    private static func key(_ name: String) -> String { "pipeline-runner.\(name).note" }
}
