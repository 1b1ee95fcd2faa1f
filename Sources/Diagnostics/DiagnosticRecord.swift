/// A finding as programs read it: flat, with every member named.
public struct DiagnosticRecord: Encodable, Sendable, Hashable {
    /// `error` or `warning`.
    public let severity: String
    /// The stable name, such as `blubber.unknown-key`.
    public let code: String
    /// What is wrong, in one line.
    public internal(set) var message: String
    /// Further facts; empty where there are none.
    public internal(set) var notes: [String]
    /// What to do next.
    public internal(set) var help: String?
    /// The file as the person named it.
    public let file: String?
    /// The line, from 1.
    public let line: Int?
    /// The column, from 1 in Unicode scalars.
    public let column: Int?
    /// The line on which the place ends.
    public let endLine: Int?
    /// The column behind the place's last scalar.
    public let endColumn: Int?

    /// The record of `diagnostic`; `file` says which file is meant where the finding has no place.
    public init(_ diagnostic: Diagnostic, file: String? = nil) {
        severity = diagnostic.severity.rawValue
        code = diagnostic.code
        message = diagnostic.message
        notes = diagnostic.notes
        help = diagnostic.hint
        self.file = diagnostic.location?.file ?? file
        line = diagnostic.location?.line
        column = diagnostic.location?.column
        endLine = line
        endColumn = diagnostic.location.map { $0.column + diagnostic.length }
    }
}

extension DiagnosticList {
    /// The findings as programs read them, sorted by place.
    public var records: [DiagnosticRecord] { sorted.map { DiagnosticRecord($0) } }
}
