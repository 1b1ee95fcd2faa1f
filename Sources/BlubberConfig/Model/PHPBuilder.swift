/// `php`: installs packages with composer.
struct PHPBuilder: Sendable {
    var requirements: [Artifact]?
    var production: Bool?

    var isEmpty: Bool { requirements == nil && production == nil }

    mutating func merge(_ newer: PHPBuilder) {
        requirements.override(with: newer.requirements)
        production.override(with: newer.production)
    }
}
