/// A process could not be run at all, or ran out of time.
public struct CommandFailure: Error, Sendable, Equatable {
    /// What went wrong.
    public enum Code: String, Sendable, Equatable {
        /// There is no such program.
        case notFound
        /// The working directory cannot be entered.
        case badWorkingDirectory
        /// It was stopped because its time was up.
        case timedOut
        /// The operating system refused; see `details`.
        case system
    }

    /// What went wrong.
    public let code: Code
    /// The command line.
    public let command: String
    /// The operating system's words, or the time that was allowed.
    public let details: String

    /// Describes one failure.
    public init(_ code: Code, command: String, details: String) {
        self.code = code
        self.command = command
        self.details = details
    }
}

extension CommandFailure: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch code {
        case .notFound: "there is no program `\(command.prefix { $0 != " " })` in PATH"
        case .badWorkingDirectory: "cannot enter the working directory of `\(command)`: \(details)"
        case .timedOut: "`\(command)` was stopped after \(details)"
        case .system: "cannot run `\(command)`: \(details)"
        }
    }
}
