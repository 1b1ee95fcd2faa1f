/// A deployment repository or a cluster did not do what a step asks for.
public struct DeploymentFailure: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Hashable {
        /// A server or a program is not there, or does not answer: the same may succeed later, or on another machine.
        case unavailable
        /// It was asked for something that cannot be, or that is refused.
        case refused
    }

    /// The kind of failure.
    public let code: Code
    /// What failed, on what, and why.
    public let message: String
    /// What other programs said about it, a line each; at most the last 20.
    public let details: [String]
    /// What to do next.
    public let hint: String?

    /// Describes one failure; see the properties for the form of each part.
    public init(_ code: Code, _ message: String, details: [String] = [], hint: String? = nil) {
        self.code = code
        self.message = message
        self.details = details.suffix(20)
        self.hint = hint
    }
}

extension DeploymentFailure: CustomStringConvertible {
    /// What failed, what was said about it, and what to do.
    public var description: String {
        ([message] + details.map { "  \($0)" } + (hint.map { ["  help: \($0)"] } ?? [])).joined(separator: "\n")
    }
}
