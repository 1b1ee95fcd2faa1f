internal import Diagnostics

/// Reads tokens into statements; expressions are read by the extension.
struct TemplateParser {
    let source: SourceText
    private let tokens: [Token]
    private var index = 0
    private var depth = 0
    /// The tags that are open, innermost last.
    private var openTags: [(name: String, offset: Int)] = []

    private init(_ source: SourceText) throws(Diagnostic) {
        self.source = source
        tokens = try Lexer.tokens(of: source)
    }

    static func statements(of source: SourceText) throws(Diagnostic) -> [Statement] {
        var parser = try TemplateParser(source)
        return try parser.body(until: []).statements
    }

    var current: Token { tokens[index] }
    var following: Token { tokens[min(index + 1, tokens.count - 1)] }

    mutating func advance() { if index < tokens.count - 1 { index += 1 } }

    /// Nested deeper than any person writes, and before our own stack is full.
    mutating func nested<Result>(_ body: (inout TemplateParser) throws(Diagnostic) -> Result) throws(Diagnostic)
        -> Result
    {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw failure("this is nested too deep") }
        return try body(&self)
    }

    // MARK: - Statements

    /// Everything up to a tag of one of the names of `ends`, which is taken; or to the end if there are none.
    private mutating func body(until ends: [String]) throws(Diagnostic) -> (statements: [Statement], end: String) {
        var statements: [Statement] = []
        while true {
            let token = current
            switch token.kind {
            case .text(let text):
                advance()
                statements.append(.text(text))
            case .outputStart:
                advance()
                statements.append(.output(try tupleExpression()))
                try expect(.outputEnd)
            case .tagStart:
                advance()
                if case .name(let name) = current.kind, ends.contains(name) {
                    advance()
                    return (statements, name)
                }
                statements.append(try nested { parser throws(Diagnostic) in try parser.statement() })
                try expect(.tagEnd)
            default:
                guard let open = openTags.last, !ends.isEmpty else { return (statements, "") }
                throw failure(
                    "the tag `\(open.name)` has no end", at: open.offset, length: open.name.utf8.count,
                    hint: "end it with `{% end\(open.name) %}`")
            }
        }
    }

    /// The body of the tag that was opened, and the name of the tag that ended it.
    private mutating func block(_ ends: [String]) throws(Diagnostic) -> (statements: [Statement], end: String) {
        _ = skip(symbol: ":")
        try expect(.tagEnd)
        return try body(until: ends)
    }

    private mutating func statement() throws(Diagnostic) -> Statement {
        let token = current
        guard case .name(let name) = token.kind else {
            throw failure("a tag begins with a name, not \(token.description)")
        }
        advance()
        openTags.append((name, token.offset))
        defer { openTags.removeLast() }
        switch name {
        case "set": return try assignment()
        case "if": return try condition()
        case "for": return try loop(token.offset)
        case "with": return try with()
        case "do": return .evaluation(try tupleExpression())
        case "include": return try include()
        case "filter":
            let calls = try filterCalls(first: true)
            return .filtered(calls, try block(["endfilter"]).statements)
        default: throw unknownTag(name, token)
        }
    }

    private func unknownTag(_ name: String, _ token: Token) -> Diagnostic {
        if name.hasPrefix("end") || name == "else" || name == "elif" {
            let open = openTags.dropLast().last.map {
                ["`\($0.name)` in line \(source.location(of: $0.offset).line) is open"]
            }
            return failure(
                "`\(name)` ends nothing that is open here", at: token.offset, length: token.length, notes: open ?? [])
        }
        let jinja = ["autoescape", "block", "call", "extends", "from", "import", "macro", "trans"]
        let known = ["do", "filter", "for", "if", "include", "raw", "set", "with"]
        let isKnown = jinja.contains(name)
        return failure(
            isKnown ? "the tag `\(name)` is not supported" : "there is no tag `\(name)`", at: token.offset,
            length: token.length, notes: ["there are: \(known.joined(separator: ", "))"],
            hint: isKnown ? nil : nearMatch(to: name, among: known).map { "did you mean `\($0)`?" })
    }

    private mutating func assignment() throws(Diagnostic) -> Statement {
        let target = try target(until: "=")
        if skip(symbol: "=") { return .assignment(target, try tupleExpression()) }
        let filters = try filterCalls(first: false)
        return .blockAssignment(target, filters, try block(["endset"]).statements)
    }

    private mutating func condition() throws(Diagnostic) -> Statement {
        var branches: [(condition: Expression, body: [Statement])] = []
        while true {
            let condition = try tupleExpression(allowsConditional: false)
            let (statements, end) = try block(["elif", "else", "endif"])
            branches.append((condition, statements))
            if end == "elif" { continue }
            return .condition(branches, otherwise: end == "else" ? try block(["endif"]).statements : [])
        }
    }

    private mutating func loop(_ offset: Int) throws(Diagnostic) -> Statement {
        let target = try target(until: "in")
        try expect(name: "in")
        let sequence = try tupleExpression(allowsConditional: false, end: "recursive")
        let filter = skip(name: "if") ? try expression() : nil
        if case .name("recursive") = current.kind { throw failure("recursive loops are not supported") }
        let (statements, end) = try block(["else", "endfor"])
        let otherwise = end == "else" ? try block(["endfor"]).statements : []
        return .loop(
            .init(
                target: target, sequence: sequence, filter: filter, body: statements, otherwise: otherwise,
                offset: offset))
    }

    private mutating func with() throws(Diagnostic) -> Statement {
        var bindings: [(Target, Expression)] = []
        while current.kind != .tagEnd {
            if !bindings.isEmpty { try expect(symbol: ",") }
            let target = try target(until: "=")
            try expect(symbol: "=")
            bindings.append((target, try expression()))
        }
        return .with(bindings, try block(["endwith"]).statements)
    }

    private mutating func include() throws(Diagnostic) -> Statement {
        let file = try expression()
        var isOptional = false
        if case .name("ignore") = current.kind, following.kind == .name("missing") {
            advance()
            advance()
            isOptional = true
        }
        var seesVariables = true
        if case .name(let word) = current.kind, word == "with" || word == "without", following.kind == .name("context")
        {
            advance()
            advance()
            seesVariables = word == "with"
        }
        return .include(file, isOptional: isOptional, seesVariables: seesVariables)
    }

    /// One name, or several with commas; `end` is what follows, for the message.
    private mutating func target(until end: String) throws(Diagnostic) -> Target {
        let start = current.offset
        var targets: [Target] = []
        var isList = false
        repeat {
            if case .symbol("(") = current.kind {
                advance()
                targets.append(try nested { parser throws(Diagnostic) in try parser.target(until: ")") })
                try expect(symbol: ")")
            } else if case .name(let name) = current.kind, name != end || targets.isEmpty {
                guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
                    throw failure("nothing can be assigned to `\(name)`")
                }
                guard name != "loop" || !openTags.contains(where: { $0.name == "for" }) else {
                    throw failure("within a `for`, nothing can be assigned to `loop`")
                }
                advance()
                if case .symbol(".") = current.kind { throw failure("attributes cannot be assigned to") }
                targets.append(.name(name))
            } else {
                break
            }
            if case .symbol(",") = current.kind { isList = true }
        } while skip(symbol: ",")
        guard let first = targets.first else { throw failure("a name was expected, not \(current.description)") }
        return isList ? .names(targets, offset: start) : first
    }

    // MARK: - Tokens

    mutating func skip(symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func skip(name: String) -> Bool {
        guard current.kind == .name(name) else { return false }
        advance()
        return true
    }

    mutating func expect(symbol: String) throws(Diagnostic) {
        guard skip(symbol: symbol) else { throw failure("`\(symbol)` was expected, not \(current.description)") }
    }

    mutating func expect(name: String) throws(Diagnostic) {
        guard skip(name: name) else { throw failure("`\(name)` was expected, not \(current.description)") }
    }

    private mutating func expect(_ kind: Token.Kind) throws(Diagnostic) {
        guard current.kind == kind else {
            let wanted = Token(kind: kind, offset: 0, length: 1).description
            throw failure("\(wanted) was expected, not \(current.description)")
        }
        advance()
    }

    mutating func identifier(_ what: String) throws(Diagnostic) -> String {
        guard case .name(let name) = current.kind else {
            throw failure("\(what) was expected, not \(current.description)")
        }
        advance()
        return name
    }

    /// A finding about the token at hand, or about a place that is given.
    func failure(
        _ message: String, at offset: Int? = nil, length: Int? = nil, notes: [String] = [], hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            code: "template.syntax", message, at: source.location(of: offset ?? current.offset),
            length: length ?? current.length, notes: notes, hint: hint)
    }
}
