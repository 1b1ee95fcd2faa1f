/// No request could be sent at all: libcurl is missing, or has no memory.
public struct HTTPFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public let details: String
    /// What to do next.
    public let hint: String?

    init(_ details: String, hint: String? = nil) {
        self.details = details
        self.hint = hint
    }

    /// What is wrong and what to do.
    public var description: String { details + (hint.map { "\n  help: \($0)" } ?? "") }
}
