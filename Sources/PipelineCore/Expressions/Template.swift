public import Diagnostics

/// A text of `.pipeline/config.yaml` with `${stage.key|default}` expressions in it.
///
/// There is no escape: a lone `$` is literal, `${` always begins an expression and the first `}` ends it.
public struct Template: Sendable, Hashable {
    /// A part of a template.
    enum Part: Sendable, Hashable {
        case literal(String)
        case variable(Variable)
    }

    /// `${stage.key|fallback}`.
    struct Variable: Sendable, Hashable {
        /// The stage before the first dot; empty for the current stage's own values, `nil` where there is no dot.
        let stage: String?
        let key: String
        let fallback: String?
        /// The expression as written.
        let source: String
    }

    /// Why a text is not a template.
    public struct SyntaxError: Error, Hashable, CustomStringConvertible {
        /// What is wrong, with the expression as written.
        public let description: String
    }

    /// The text as written.
    public let source: String
    /// Where it was written; `nil` for a built-in default.
    public let location: SourceLocation?
    let parts: [Part]
    /// Whether it stands in a `$yield`, where `${.name}` is a name of the loop and own values are read by the stage's name.
    private(set) var isInsideLoop = false

    /// Parses `source`.
    ///
    /// - Throws: `SyntaxError` where an expression is malformed.
    public init(_ source: String, at location: SourceLocation?) throws(SyntaxError) {
        self.source = source
        self.location = location
        parts = try Self.parse(source)
    }

    /// A template of one literal text, expressions in it included as they stand.
    init(literal: String) {
        source = literal
        location = nil
        parts = [.literal(literal)]
    }

    /// A built-in default such as `${.imageID}`: one variable of the given stage.
    init(variable key: String, of stage: String = "") {
        let text = "${\(stage).\(key)}"
        source = text
        location = nil
        parts = [.variable(Variable(stage: stage, key: key, fallback: nil, source: text))]
    }

    /// A concatenation of built-in parts.
    init(joining templates: [Template]) {
        source = templates.map(\.source).joined()
        location = nil
        parts = templates.flatMap(\.parts)
    }

    /// Whether nothing in it depends on a run.
    public var isLiteral: Bool {
        parts.allSatisfy { part in
            if case .literal = part { true } else { false }
        }
    }

    /// The same template in a `$yield`.
    func insideLoop() -> Template {
        var template = self
        template.isInsideLoop = true
        return template
    }

    /// Its expressions.
    var variables: [Variable] {
        parts.compactMap { part in
            if case .variable(let variable) = part { variable } else { nil }
        }
    }

    /// The stages it names, the current one (an empty name) left out.
    var namedStages: [String] { variables.compactMap(\.stage).filter { !$0.isEmpty } }

    private static func parse(_ source: String) throws(SyntaxError) -> [Part] {
        var parts: [Part] = []
        var rest = Substring(source)
        while let start = rest.firstRange(of: "${") {
            if start.lowerBound > rest.startIndex { parts.append(.literal(String(rest[..<start.lowerBound]))) }
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                throw SyntaxError(
                    description:
                        "invalid variable expression (missing the end delimiter `}`): \(rest[start.lowerBound...])")
            }
            let expression = String(rest[start.lowerBound...end])
            parts.append(.variable(try variable(rest[start.upperBound..<end], source: expression)))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(.literal(String(rest))) }
        return parts
    }

    private static func variable(_ body: Substring, source: String) throws(SyntaxError) -> Variable {
        let name = body.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
        let tail = body[name.endIndex...]
        guard !name.isEmpty else {
            let reason = tail.isEmpty || tail.first == "|" ? "name is missing" : "invalid character in name"
            throw SyntaxError(description: "invalid variable expression (\(reason)): \(source)")
        }
        guard tail.isEmpty || tail.first == "|" else {
            throw SyntaxError(
                description: "invalid variable expression (invalid character following name): \(source)")
        }
        let fallback = tail.isEmpty ? nil : String(tail.dropFirst())
        guard let dot = name.firstIndex(of: ".") else {
            return Variable(stage: nil, key: String(name), fallback: fallback, source: source)
        }
        let key = String(name[name.index(after: dot)...])
        return Variable(stage: String(name[..<dot]), key: key, fallback: fallback, source: source)
    }
}
