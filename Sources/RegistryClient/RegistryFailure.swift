/// A registry did not answer what it was asked.
public struct RegistryFailure: Error, Sendable, Equatable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Equatable {
        /// It cannot be reached, or does not answer in time.
        case unavailable
        /// It wants other credentials, or any.
        case unauthorized
        /// It answered with an error of its own.
        case failed
    }

    /// The kind of failure.
    public let code: Code
    /// The registry's host, with its port.
    public let host: String
    /// What it said, or what libcurl says.
    public let details: String
    /// What to do next.
    public let hint: String?

    init(_ code: Code, host: String, details: String, hint: String? = nil) {
        self.code = code
        self.host = host
        self.details = details
        self.hint = hint
    }
}

extension RegistryFailure: CustomStringConvertible {
    /// What failed and what to do.
    public var description: String {
        "cannot ask the registry \(host): \(details)" + (hint.map { "\n  help: \($0)" } ?? "")
    }
}
