internal import Diagnostics
internal import OCI

/// Prints a plan.
struct DockerfilePrinter {
    let options: DockerfileOptions
    private(set) var findings: DiagnosticList

    private static let platformArguments = [
        "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH",
        "TARGETVARIANT",
    ]

    init(options: DockerfileOptions, findings: DiagnosticList) {
        self.options = options
        self.findings = findings
    }

    mutating func print(_ plan: BuildPlan, folders: [ContextFolder]) -> String {
        var parts: [String] = []
        // The frontends that engines bring along do not have this yet; the line makes them fetch one that does.
        if options.dialect.copyExclude { parts.append("# syntax=docker/dockerfile:1.19\n") }
        if !folders.isEmpty {
            let lines = ["To be built in a prepared context, whose folders hold what the copies take:"]
            parts.append((lines + folders.map { "  \($0.explanation)" }).map { "# \($0)\n" }.joined())
        }
        for stage in plan.stages { parts.append(print(stage)) }
        return parts.joined(separator: "\n")
    }

    private mutating func print(_ stage: BuildStage) -> String {
        let base = stage.parentStage ?? stage.base?.reference.description ?? "scratch"
        var text = "FROM \(base) AS \(stage.name)\n"
        for instruction in stage.instructions { text += DockerfileText.wrapped(print(instruction)) + "\n" }
        return text
    }

    private mutating func print(_ instruction: Instruction) -> String {
        switch instruction {
        case .arguments(let variables): arguments(variables)
        case .environment(let variables): environment(variables)
        case .user(.root): "USER 0"
        case .user(.lives): "USER $LIVES_UID"
        case .user(.runs): "USER $RUNS_UID"
        case .workingDirectory(let path): "WORKDIR \(DockerfileText.expanding(path))"
        case .run(let step): run(step)
        case .copy(let step): copy(step)
        case .file(let step): file(step)
        case .entrypoint(let words): "ENTRYPOINT \(DockerfileText.json(words))"
        case .labels(let variables): "LABEL \(assignments(variables))"
        }
    }

    /// One instruction for all: each costs an engine that commits an image per instruction about 30 ms.
    private mutating func arguments(_ variables: [Variable]) -> String {
        let bundle = options.caBundle ? CABundle.environmentNames.map { Variable($0, CABundle.path) } : []
        let given = Set(variables.map(\.name))
        let values = assignments(bundle.filter { !given.contains($0.name) } + variables)
        // Values first: buildah warns where the first name has none.
        return "ARG \(values) \(Self.platformArguments.filter { !given.contains($0) }.joined(separator: " "))"
    }

    private mutating func assignments(_ variables: [Variable]) -> String {
        for variable in variables { checkLine(variable) }
        return variables.map { "\($0.name)=\(DockerfileText.literal($0.value))" }.joined(separator: " ")
    }

    private mutating func environment(_ variables: [Variable]) -> String {
        for variable in variables {
            checkLine(variable)
            if DockerfileText.hasOpenBrace(variable.value) {
                report(
                    "unclosed-variable", "the value of `\(variable.name)` has a `${` that is not closed",
                    at: variable.location)
            }
        }
        let texts = variables.map { "\($0.name)=\(DockerfileText.expanding($0.value))" }
        return "ENV \(texts.joined(separator: " "))"
    }

    private mutating func checkLine(_ variable: Variable) {
        guard variable.value.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) else { return }
        report(
            "multiline-value",
            "the value of `\(variable.name)` has more than one line, which no Dockerfile can express",
            at: variable.location, hint: "fold it into one line (`>-` instead of `|`) or put it into a file")
    }

    mutating func report(_ code: String, _ message: String, at location: SourceLocation?, hint: String? = nil) {
        findings.append(Diagnostic(code: "blubber.\(code)", message, at: location, hint: hint))
    }
}
