extension Variant {
    /// The variants whose files this one uses, with the places that say so: `copies`, then per builder its
    /// requirements and mounts. Builders do nothing on an empty file system.
    var dependencies: [Located<String>] {
        var origins = copies.map(\.from)
        for builder in fields.base == nil ? [] : fields.allBuilders {
            origins += builder.requirements.map(\.from)
            if case .custom(let custom) = builder { origins += (custom.mounts ?? []).map(\.from) }
        }
        return origins.compactMap { origin in
            guard case .variant(let name) = origin.value else { return nil }
            return origin.map { _ in name }
        }
    }
}
