public import Diagnostics

/// An expression that cannot be evaluated in the run as it stands.
public struct ExpressionFailure: Error, Hashable, CustomStringConvertible {
    /// What is wrong, with the expression as written.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// Where it is written; `nil` for a built-in default.
    public let location: SourceLocation?
    private let length: Int

    /// One line for a person, and a second with the hint.
    public var description: String { message + (hint.map { "\n  help: \($0)" } ?? "") }

    init(_ message: String, hint: String?, at location: SourceLocation? = nil, length: Int = 1) {
        self.message = message
        self.hint = hint
        self.location = location
        self.length = length
    }

    /// The same failure with a place, unless it has one.
    func placed(at place: SourceLocation?, length: Int) -> ExpressionFailure {
        location == nil ? ExpressionFailure(message, hint: hint, at: place, length: length) : self
    }

    /// The failure as a finding of the file that the expression is written in.
    var finding: Diagnostic? {
        guard let location else { return nil }
        return Diagnostic(.error, code: "pipeline.expression", message, at: location, length: length, hint: hint)
    }
}
