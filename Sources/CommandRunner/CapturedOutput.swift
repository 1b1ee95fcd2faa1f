/// What a process wrote, and how it ended.
public struct CapturedOutput: Sendable, Hashable {
    /// How it ended.
    public let status: ExitStatus
    /// All it wrote to standard output; invalid UTF-8 is replaced.
    public let standardOutput: String
    /// All it wrote to standard error; invalid UTF-8 is replaced.
    public let standardError: String

    /// Holds the three.
    public init(status: ExitStatus, standardOutput: String, standardError: String) {
        self.status = status
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}
