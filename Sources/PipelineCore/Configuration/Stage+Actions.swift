extension Stage {
    /// What it does, in the words of the configuration: `build`, `run`, `publish`, ….
    public var actions: Set<String> {
        let own = [
            ("build", build != nil), ("run", run != nil), ("copy", copy != nil), ("publish", publish != nil),
            ("exports", exports != nil),
        ]
        return Set(own.filter(\.1).map(\.0) + unavailable.map(\.name))
    }
}
