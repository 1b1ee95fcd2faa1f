public import ConfigValues

/// The full name of references outside of branches and tags, under which a server shows proposed changes, or a pattern of
/// such names: `refs/pull/*/head`, `refs/merge-requests/*/head`, `refs/changes/*/*/*`.
///
/// `*` and `?` do not match a slash, `**` does.
public struct ReferencePattern: Sendable, Hashable {
    /// The pattern as written.
    public let text: String
    private let names: BranchPattern

    /// Parses a pattern.
    ///
    /// - Throws: `InvalidValue` for a text that can match no name that git allows, or matches branches, tags, or names that
    ///   the runner's mirrors and git itself use.
    public init(_ text: String) throws(InvalidValue) {
        let example = "write for example `refs/pull/*/head` (GitHub), `refs/merge-requests/*/head` (GitLab) or "
        let hint = example + "`refs/changes/*/*/*` (Gerrit)"
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[0] == "refs" else {
            throw InvalidValue("is no full name of a reference", hint: hint)
        }
        if parts[1].contains(where: { $0 == "*" || $0 == "?" }) {
            throw InvalidValue("has a wildcard in its second part", hint: hint)
        }
        if let setting = ["heads": "`branches` are for", "tags": "`tags` are for"][parts[1]] {
            throw InvalidValue("begins with `refs/\(parts[1])/`, which \(setting)", hint: hint)
        }
        if ["kept", "remotes", "notes", "replace", "stash"].contains(parts[1]) {
            throw InvalidValue("begins with `refs/\(parts[1])/`, where no server shows proposed changes", hint: hint)
        }
        names = try BranchPattern(text)
        self.text = text
    }

    /// Whether the full name `reference` fits.
    ///
    /// Gerrit keeps notes about a change beside its patch sets, which have numbers.
    public func matches(_ reference: String) -> Bool {
        guard names.matches(reference) else { return false }
        return !reference.hasPrefix("refs/changes/") || reference.split(separator: "/").last.flatMap { Int($0) } != nil
    }
}
