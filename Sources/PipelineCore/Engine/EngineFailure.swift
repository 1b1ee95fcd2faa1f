/// An engine could not do what it was asked to; the input was in order.
public struct EngineFailure: Error, Sendable, Equatable {
    /// What kind of failure it is; decides the exit code.
    public enum Code: String, Sendable, Equatable {
        /// The engine's program is not installed, or its daemon does not answer.
        case engineUnavailable
        /// A parent image is neither at its registry nor in the engine's storage.
        case baseUnavailable
        /// An instruction of the Dockerfile failed.
        case buildFailed
        /// A container could not be started; a non-zero exit code of its program is no failure of the engine.
        case runFailed
        /// A registry does not answer, or not as a registry.
        case registryUnavailable
        /// A registry answers, but has trouble of its own that may pass.
        case registryTrouble
        /// A registry or layout refused to take or give an image.
        case registryFailed
        /// This machine does not let the engine do what the settings ask for.
        case unsupported
        /// The file system is full.
        case diskFull
        /// Anything else, with the engine's own words.
        case other
    }

    /// The kind of failure.
    public let code: Code
    /// What was being done, as a phrase that fits behind "cannot": `pull the base image`.
    public let operation: String
    /// What it was done to: a reference, a variant, a path.
    public let subject: String
    /// What the engine said, at most its last 20 lines.
    public let details: [String]
    /// What to do next.
    public let hint: String?

    /// Describes one failure; see the properties for the form of each part.
    public init(
        _ code: Code, operation: String, subject: String, details: [String] = [], hint: String? = nil
    ) {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.details = details.suffix(20)
        self.hint = hint
    }
}

extension EngineFailure: CustomStringConvertible {
    /// What failed on which subject, what the engine said, and what to do.
    public var description: String {
        var text = "cannot \(operation) \(subject)"
        for line in details { text += "\n  \(line)" }
        if let hint { text += "\n  help: \(hint)" }
        return text
    }
}
