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

    /// Whether it reads values of a stage by its name.
    var readsStages: Bool {
        parts.contains { part in
            if case .variable(let variable) = part, let stage = variable.stage {
                !stage.isEmpty && stage != "setup"
            } else {
                false
            }
        }
    }

    /// The stages it names, the current one (an empty name) left out.
    var namedStages: [String] { variables.compactMap(\.stage).filter { !$0.isEmpty } }

    // By bytes: a large configuration has thousands of texts, and all that an expression is made of is ASCII.
    private static func parse(_ source: String) throws(SyntaxError) -> [Part] {
        var parts: [Part] = []
        var rest = source.utf8[...]
        while let start = beginning(in: rest) {
            if start > rest.startIndex { parts.append(.literal(String(Substring(rest[..<start])))) }
            let body = rest[start...].dropFirst(2)
            guard let end = body.firstIndex(of: UInt8(ascii: "}")) else {
                let expression = Substring(rest[start...])
                throw SyntaxError(
                    description: "invalid variable expression (missing the end delimiter `}`): \(expression)")
            }
            let expression = String(Substring(rest[start...end]))
            parts.append(.variable(try variable(body[..<end], source: expression)))
            rest = body[end...].dropFirst()
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(.literal(String(Substring(rest)))) }
        return parts
    }

    /// Where the first `${` stands.
    private static func beginning(in text: Substring.UTF8View) -> String.Index? {
        var rest = text
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[dollar...].dropFirst()
            if rest.first == UInt8(ascii: "{") { return dollar }
        }
        return nil
    }

    private static func variable(_ body: Substring.UTF8View, source: String) throws(SyntaxError) -> Variable {
        let name = body.prefix(while: isPartOfName)
        let tail = body[name.endIndex...]
        let isComplete = tail.isEmpty || tail.first == UInt8(ascii: "|")
        guard !name.isEmpty else {
            let reason = isComplete ? "name is missing" : "invalid character in name"
            throw SyntaxError(description: "invalid variable expression (\(reason)): \(source)")
        }
        guard isComplete else {
            throw SyntaxError(
                description: "invalid variable expression (invalid character following name): \(source)")
        }
        let fallback = tail.isEmpty ? nil : String(Substring(tail.dropFirst()))
        guard let dot = name.firstIndex(of: UInt8(ascii: ".")) else {
            return Variable(stage: nil, key: String(Substring(name)), fallback: fallback, source: source)
        }
        let stage = String(Substring(name[..<dot]))
        let key = String(Substring(name[dot...].dropFirst()))
        return Variable(stage: stage, key: key, fallback: fallback, source: source)
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
