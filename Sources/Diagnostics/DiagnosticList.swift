/// Findings about one or more files, gathered so that a person sees all of them at once.
///
/// As an `Error` it means that at least one of the findings is an error.
public struct DiagnosticList: Error, Sendable, Equatable {
    /// The findings in the order in which they were made.
    public private(set) var diagnostics: [Diagnostic]

    /// Starts with `diagnostics`.
    public init(_ diagnostics: [Diagnostic] = []) {
        self.diagnostics = diagnostics
    }

    /// Whether any finding makes the input unusable.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// The findings by place; those without a place come first, equal ones once.
    public var sorted: [Diagnostic] {
        var seen = Set<Diagnostic>()
        let unique = diagnostics.filter { seen.insert($0).inserted }
        return unique.enumerated().sorted { left, right in
            switch (left.element.location, right.element.location) {
            case (let first?, let second?) where first != second: first < second
            case (nil, .some): true
            case (.some, nil): false
            default: left.offset < right.offset
            }
        }.map(\.element)
    }

    /// Adds one finding.
    public mutating func append(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    /// Adds one finding, unless there are 200 of its severity: a person mends those and asks again. The first one too many
    /// is replaced by a finding with `code` that says so.
    public mutating func append(_ diagnostic: Diagnostic, boundedBy code: String) {
        let limit = 200
        let count = diagnostics.count { $0.severity == diagnostic.severity }
        guard count < limit else {
            guard count == limit else { return }
            append(
                Diagnostic(
                    diagnostic.severity, code: code,
                    "more than \(limit) \(diagnostic.severity)s; the others are not listed",
                    at: diagnostic.location))
            return
        }
        append(diagnostic)
    }

    /// Adds the findings of another list.
    public mutating func append(contentsOf other: DiagnosticList) {
        diagnostics.append(contentsOf: other.diagnostics)
    }

    /// Throws this list if it holds an error.
    ///
    /// - Throws: the list itself.
    public func throwIfErrors() throws(DiagnosticList) {
        if hasErrors { throw self }
    }
}

extension DiagnosticList: CustomStringConvertible {
    /// The findings in their one-line form, sorted by place.
    public var description: String { sorted.map(\.description).joined(separator: "\n") }
}
