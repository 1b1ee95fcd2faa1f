/// One thing that is wrong in a file a person wrote: what, where, and what to do about it.
public struct Diagnostic: Error, Sendable, Hashable {
    /// How much a diagnostic matters.
    public enum Severity: String, Sendable, Hashable {
        /// The file cannot be used.
        case error
        /// The file can be used, but probably does not mean what its author thinks.
        case warning
    }

    /// Whether the file can be used nevertheless.
    public let severity: Severity
    /// A stable name such as `blubber.unknown-key`, listed in `docs/diagnostics.md`.
    public let code: String
    /// What is wrong, in one line without a final full stop.
    public let message: String
    /// Where it is; `nil` where the whole input is meant.
    public let location: SourceLocation?
    /// How many Unicode scalars from `location` on are meant; at least 1.
    public let length: Int
    /// Further facts, such as what would be allowed, a line each.
    public let notes: [String]
    /// What to do next, in one line.
    public let hint: String?

    /// Describes one finding; see the properties for the form of each part.
    public init(
        _ severity: Severity = .error, code: String, _ message: String, at location: SourceLocation?, length: Int = 1,
        notes: [String] = [], hint: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = Self.shortened(message)
        self.location = location
        self.length = max(1, length)
        self.notes = notes.map(Self.shortened)
        self.hint = hint.map(Self.shortened)
    }

    /// Findings quote what a file says, and a file may say a megabyte.
    private static func shortened(_ text: String) -> String {
        text.utf8.count <= 1000 ? text : String(text.unicodeScalars.prefix(500)) + " …"
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The one-line form, `file:line:column: error: message`, without the source line.
    public var description: String {
        let place = location.map { "\($0): " } ?? ""
        return "\(place)\(severity.rawValue): \(message)"
    }
}
