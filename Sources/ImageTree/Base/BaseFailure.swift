/// A base image could not be built; its definition was in order.
public struct BaseFailure: Error, Sendable, Equatable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Equatable {
        /// A program that the build needs is not installed.
        case toolMissing
        /// A mirror does not answer.
        case mirrorUnreachable
        /// A mirror does not have a suite.
        case unknownSuite
        /// The archives do not have a package, or not in a version that can be installed.
        case unknownPackage
        /// An archive's signature cannot be checked with the keys of this host.
        case untrustedArchive
        /// The index of an archive has expired, or is not valid yet.
        case staleArchive
        /// This user may not make a root file system here.
        case notPermitted
        /// The file system is full.
        case diskFull
        /// Anything else, with the tool's own words.
        case other
    }

    /// The kind of failure.
    public let code: Code
    /// What was being done, as a phrase that fits behind "cannot": `build the base image`.
    public let operation: String
    /// What it was done to: an image's name, an address, a path.
    public let subject: String
    /// What the tool said, at most its last 20 lines.
    public let details: [String]
    /// What to do next.
    public let hint: String?

    /// Describes one failure; see the properties for the form of each part.
    public init(_ code: Code, operation: String, subject: String, details: [String] = [], hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.details = details.suffix(20)
        self.hint = hint
    }
}

extension BaseFailure: CustomStringConvertible {
    /// What failed on which subject, what the tool said, and what to do.
    public var description: String {
        var text = "cannot \(operation) \(subject)"
        for line in details { text += "\n  \(line)" }
        if let hint { text += "\n  help: \(hint)" }
        return text
    }
}

extension BaseFailure {
    static func missingTool(_ executable: String, package: String) -> BaseFailure {
        BaseFailure(
            .toolMissing, operation: "run", subject: executable, details: ["there is no such program"],
            hint: "install it: apt-get install \(package)")
    }
}
