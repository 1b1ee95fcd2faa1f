/// `node`: installs packages with npm.
struct NodeBuilder: Sendable {
    var requirements: [Artifact]?
    var env: String?
    var useNPMCI: Bool?
    var allowDedupeFailure: Bool?

    var isEmpty: Bool { requirements == nil && env == nil && useNPMCI == nil && allowDedupeFailure == nil }

    mutating func merge(_ newer: NodeBuilder) {
        requirements.override(with: newer.requirements)
        env.override(with: newer.env)
        useNPMCI.override(with: newer.useNPMCI)
        allowDedupeFailure.override(with: newer.allowDedupeFailure)
    }
}
