/// A chart's version, to be written where deployments are made from.
public struct Promotion: Sendable, Hashable {
    /// The chart: a name that is safe as part of a path.
    public let chart: String
    /// The environments that get the version, names as safe; none means all that there are.
    public let environments: [String]
    /// The version: one line, not blank.
    public let version: String
    /// Which run does it, for those who read the history later.
    public let job: String

    /// Takes the parts as a configuration gives them.
    ///
    /// - Throws: `StageFailure.refused` for names that would lead elsewhere, and for a version of several lines.
    init(chart: String, environments: [String], version: String, job: String) throws(StageFailure) {
        for (kind, name) in [("chart", chart)] + environments.map({ ("environment", $0) }) where !Self.isName(name) {
            throw .refused(
                "`\(name)` is no name of \(kind == "chart" ? "a" : "an") \(kind)",
                hint: "use letters, digits, `.`, `_`, `+` and `-`, and begin with a letter or digit")
        }
        let isLine = version.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) }
        guard isLine, version.utf8.count <= 256, version.first != " ", version.last != " " else {
            throw .refused(
                "the version of `\(chart)` cannot be `\(version.prefix(300))`",
                hint: "a version is one line of at most 256 characters without blanks around it")
        }
        self.chart = chart
        self.environments = environments
        self.version = version
        self.job = job
    }

    /// The message of the commit that does it.
    public var message: String {
        "\(chart): pipeline bot promote\n\nPromote \(chart) to version \(version)\n\n\(job)\n"
    }

    /// For people: `citoid to 1.2 in staging, production`.
    var phrase: String { Self.phrase(chart: chart, version: version, environments: environments) }

    static func phrase(chart: String, version: String, environments: [String]) -> String {
        "\(chart) to \(version)" + (environments.isEmpty ? "" : " in \(environments.joined(separator: ", "))")
    }

    private static func isName(_ text: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= 100 else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || "._+-".utf8.contains($0) }
    }
}

/// Where the versions stand that are deployed.
public protocol DeploymentRepository: Sendable {
    /// Says, before a run begins, why a promotion could not be: as far as that is known without asking for the repository.
    func check(_ promotion: Promotion) throws(DeploymentFailure)

    /// Writes all of them, or none: a commit each, in their order. What says so already is left as it is.
    ///
    /// - Throws: `DeploymentFailure`, `CancellationError`.
    func promote(_ promotions: [Promotion], output: @escaping OutputHandler) async throws
}
