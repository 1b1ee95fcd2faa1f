public import FleetConfig

extension RepositorySettings {
    /// The rules by which an event runs pipelines; none if it is worth no run.
    ///
    /// - Parameter changed: The paths that the commit changes; with `commits: latest` also those of the commits that were
    ///   coalesced into it. They do not matter for tags.
    public func rules(for event: FleetEvent, changed: [String]) -> [PipelineRule] {
        let rules = events[event] ?? []
        guard event != .tag else { return rules }
        let paths = self.paths.map { filter in changed.filter { filter.lets($0) } } ?? changed
        if self.paths != nil, paths.isEmpty { return [] }
        return rules.filter { rule in rule.paths.map { filter in paths.contains { filter.lets($0) } } ?? true }
    }

    /// Whether the changed paths decide anything: they cost a comparison of two trees.
    public func needsPaths(for event: FleetEvent) -> Bool {
        event != .tag && (paths != nil || (events[event] ?? []).contains { $0.paths != nil })
    }
}
