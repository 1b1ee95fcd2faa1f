internal import ConfigValues
public import FleetConfig

/// Which branches, tags and proposed changes of a repository are watched.
public struct WatchRules: Sendable, Hashable {
    /// Patterns of branches; `nil` for the one that HEAD names.
    private let branches: [BranchPattern]?
    private let tags: [BranchPattern]
    private let proposals: [ReferencePattern]

    /// Takes them from a repository's settings.
    public init(_ settings: RepositorySettings) {
        branches = if case .matching(let patterns) = settings.branches { patterns } else { nil }
        tags = settings.tags
        proposals = settings.proposals
    }

    /// Whether the reference of this full name is watched.
    ///
    /// - Parameter head: The full name of the branch that HEAD names.
    public func cover(_ name: String, head: String?) -> Bool {
        if name.hasPrefix("refs/heads/") {
            let short = String(name.dropFirst("refs/heads/".count))
            return branches.map { $0.contains { $0.matches(short) } } ?? (name == head)
        }
        guard name.hasPrefix("refs/tags/") else { return proposals.contains { $0.matches(name) } }
        let short = String(name.dropFirst("refs/tags/".count))
        return tags.contains { $0.matches(short) }
    }

    /// Whether the branch that HEAD names is the one that is watched.
    var followsHead: Bool { branches == nil }
}

extension WatchRules {
    /// The rules as a line of text, to be remembered beside what was observed by them.
    public var text: String {
        // No pattern holds a blank.
        let heads = branches.map { $0.map { "branch:\($0.text)" } } ?? ["head"]
        let others = tags.map { "tag:\($0.text)" } + proposals.map { "proposal:\($0.text)" }
        return (heads + others).joined(separator: " ")
    }

    /// Reads what `text` gave; `nil` for a text that did not come from it.
    public init?(text: String) {
        var branches: [BranchPattern] = []
        var tags: [BranchPattern] = []
        var proposals: [ReferencePattern] = []
        var followsHead = false
        for word in text.split(separator: " ") {
            if word == "head" {
                followsHead = true
            } else if word.hasPrefix("branch:"), let pattern = try? BranchPattern(String(word.dropFirst(7))) {
                branches.append(pattern)
            } else if word.hasPrefix("tag:"), let pattern = try? BranchPattern(String(word.dropFirst(4))) {
                tags.append(pattern)
            } else if word.hasPrefix("proposal:"), let pattern = try? ReferencePattern(String(word.dropFirst(9))) {
                proposals.append(pattern)
            } else {
                return nil
            }
        }
        self.branches = followsHead ? nil : branches
        self.tags = tags
        self.proposals = proposals
    }
}
