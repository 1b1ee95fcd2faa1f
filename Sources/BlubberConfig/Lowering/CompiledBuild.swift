public import Diagnostics

/// A plan in the form that an engine takes.
public struct CompiledBuild: Sendable, Hashable {
    /// The Dockerfile, ending in a newline.
    public let dockerfile: String
    /// What the context must consist of; none if it is the context itself.
    public let folders: [ContextFolder]
}

extension BuildPlan {
    /// The plan for an engine that understands the dialect of `options`.
    ///
    /// - Throws: findings about what cannot be expressed in it.
    public func compiled(_ options: DockerfileOptions) throws(DiagnosticList) -> CompiledBuild {
        var lowering = PlanLowering(plan: self, options: options)
        let plan = lowering.lowered()
        var printer = DockerfilePrinter(options: options, findings: lowering.findings)
        let text = printer.print(plan, folders: lowering.folders)
        try printer.findings.throwIfErrors()
        return CompiledBuild(dockerfile: text, folders: lowering.folders)
    }

    /// The plan as the text of a Dockerfile, ending in a newline; its head says so if it needs a prepared context.
    ///
    /// - Throws: findings about what cannot be expressed in the dialect.
    public func dockerfile(_ options: DockerfileOptions) throws(DiagnosticList) -> String {
        try compiled(options).dockerfile
    }
}
