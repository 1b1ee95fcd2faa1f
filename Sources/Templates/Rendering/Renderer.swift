internal import Diagnostics

/// Carries out the statements of one template.
struct Renderer {
    /// Beyond these a template is taken for one that does not end.
    enum Limit {
        static let steps = 1_000_000
        static let bytes = 16 << 20
        static let includes = 16
    }

    let environment: TemplateEnvironment
    let source: SourceText
    private(set) var output = ""
    var scopes: [[String: TemplateValue]] = [[:]]
    private var steps = 0
    private var includes = 0

    init(_ environment: TemplateEnvironment, source: SourceText) {
        self.environment = environment
        self.source = source
    }

    mutating func render(_ statements: [Statement]) throws(Diagnostic) {
        for statement in statements { try render(statement) }
    }

    private mutating func render(_ statement: Statement) throws(Diagnostic) {
        switch statement {
        case .text(let text): output += text
        case .output(let expression):
            output += try text(of: expression)
        case .assignment(let target, let expression):
            try assign(evaluate(expression), to: target)
        case .blockAssignment(let target, let filters, let body):
            try assign(filtered(body, by: filters), to: target)
        case .condition(let branches, let otherwise):
            for (condition, body) in branches where try isTrue(condition) { return try render(body) }
            try render(otherwise)
        case .loop(let loop): try render(loop)
        case .with(let bindings, let body):
            var scope: [(Target, TemplateValue)] = []
            for (target, expression) in bindings { scope.append((target, try evaluate(expression))) }
            try scoped { renderer throws(Diagnostic) in
                for (target, value) in scope { try renderer.assign(value, to: target) }
                try renderer.render(body)
            }
        case .filtered(let filters, let body):
            let value = try filtered(body, by: filters)
            output += try at(filters.last?.offset ?? 0) { try value.plainText("what the filters return") }
        case .evaluation(let expression): _ = try evaluate(expression)
        case .include(let file, let isOptional, let seesVariables):
            try include(file, isOptional: isOptional, seesVariables: seesVariables)
        }
    }

    private mutating func render(_ loop: Statement.Loop) throws(Diagnostic) {
        var items = try elements(of: loop.sequence)
        if let filter = loop.filter {
            var kept: [TemplateValue] = []
            for item in items {
                try count(at: loop.offset)
                try scoped { renderer throws(Diagnostic) in
                    try renderer.assign(item, to: loop.target)
                    if try renderer.isTrue(filter) { kept.append(item) }
                }
            }
            items = kept
        }
        let memory = LoopContext.Memory()
        for (index, item) in items.enumerated() {
            try count(at: loop.offset)
            try scoped { renderer throws(Diagnostic) in
                renderer.scopes[renderer.scopes.count - 1]["loop"] = .loop(
                    LoopContext(items, index: index, memory: memory))
                try renderer.assign(item, to: loop.target)
                try renderer.render(loop.body)
            }
        }
        if items.isEmpty { try scoped { renderer throws(Diagnostic) in try renderer.render(loop.otherwise) } }
    }

    private mutating func include(_ file: Expression, isOptional: Bool, seesVariables: Bool) throws(Diagnostic) {
        let value = try defined(file)
        let names = try at(file.offset) {
            switch value {
            case .list(let items), .tuple(let items): try items.map { try $0.plainText("the name of a template") }
            default: [try value.plainText("the name of a template")]
            }
        }
        for name in names {
            guard let included = try at(file.offset, { try environment.load(name) }) else {
                continue
            }
            guard includes < Limit.includes else {
                throw failure(
                    "endless", "templates include each other more than \(Limit.includes) deep", at: file.offset)
            }
            let template = try Template(included.text, file: included.file)
            var visible = environment
            if !seesVariables { visible.variables = [:] }
            var inner = Renderer(visible, source: template.source)
            inner.includes = includes + 1
            inner.steps = steps
            if seesVariables { inner.scopes = scopes + [[:]] }
            try inner.render(template.statements)
            steps = inner.steps
            output += inner.output
            return try count(at: file.offset)
        }
        guard !isOptional else { return }
        throw failure("include", "there is no template `\(names.joined(separator: "`, `"))`", at: file.offset)
    }

    // MARK: - Scopes and limits

    private mutating func assign(_ value: TemplateValue, to target: Target) throws(Diagnostic) {
        switch target {
        case .name(let name): scopes[scopes.count - 1][name] = value
        case .names(let targets, let offset):
            let items = try at(offset) { try value.elements() }
            guard items.count == targets.count else {
                throw failure(
                    "evaluation", "\(targets.count) names cannot take \(items.count) values", at: offset)
            }
            for (item, target) in zip(items, targets) { try assign(item, to: target) }
        }
    }

    private mutating func scoped(_ body: (inout Renderer) throws(Diagnostic) -> Void) throws(Diagnostic) {
        scopes.append([:])
        defer { scopes.removeLast() }
        try body(&self)
    }

    /// What `body` puts out, filtered. The filters' arguments see what is assigned in the body; nothing outside does.
    private mutating func filtered(_ body: [Statement], by filters: [FilterCall]) throws(Diagnostic) -> TemplateValue {
        let before = output
        output = ""
        defer { output = before }
        var value = TemplateValue.none
        try scoped { renderer throws(Diagnostic) in
            try renderer.render(body)
            value = try renderer.apply(filters, to: .string(renderer.output))
        }
        return value
    }

    private mutating func count(at offset: Int) throws(Diagnostic) {
        steps += 1
        guard steps <= Limit.steps else {
            throw failure("endless", "the template goes through more than \(Limit.steps) steps", at: offset)
        }
        guard output.utf8.count <= Limit.bytes else {
            throw failure("endless", "the template puts out more than \(Limit.bytes >> 20) MiB", at: offset)
        }
    }

    func failure(_ kind: String, _ message: String, at offset: Int, length: Int = 1, hint: String? = nil) -> Diagnostic
    {
        Diagnostic(
            code: "template.\(kind)", message, at: source.location(of: offset), length: length, hint: hint)
    }

    /// Gives a problem its place.
    func at<Result>(_ offset: Int, length: Int = 1, _ body: () throws -> Result) throws(Diagnostic) -> Result {
        do {
            return try body()
        } catch {
            let problem = error as? TemplateProblem ?? TemplateProblem("\(error)")
            throw failure(problem.kind, problem.message, at: offset, length: length, hint: problem.hint)
        }
    }
}
