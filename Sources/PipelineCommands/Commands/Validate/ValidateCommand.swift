internal import ArgumentParser
internal import BlubberConfig
internal import Diagnostics
internal import Glibc

/// How findings are shown.
enum FindingsFormat: String, ExpressibleByArgument, CaseIterable {
    /// Lines for people, on standard error.
    case text
    /// One object with files and findings, on standard output.
    case json
    /// The interchange format of code-review services, on standard output.
    case sarif
}

struct ValidateCommand: PolicyTaking {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks configuration files and says what is wrong, and where.",
        discussion: """
            Takes repositories (their .pipeline folder is checked, and whether what config.yaml names is there) and \
            single files of any kind, those of base images, image trees, fleets and runs, too; without either, the \
            repository that the current folder is in. Prints a line for each file that is in order; findings \
            go to standard error as file:line:column.

            Example:
              pipeline-runner validate . ../other/.pipeline/blubber.yaml
              pipeline-runner validate --format sarif . > findings.sarif
            """)

    @Argument(help: ArgumentHelp("Repositories or files; `-` for standard input.", valueName: "repo|file"))
    var paths: [String] = ["."]

    @Option(help: "text: for people; json: one object; sarif: SARIF 2.1.0, for code review and editors.")
    var format = FindingsFormat.text

    @OptionGroup var policyOptions: PolicyOptions

    func run(policy: Policy?) throws {
        let context = CommandContext.ofProcess()
        var validation = Validation(context: context, policy: policy)
        var isValid = true
        for path in paths {
            for file in validation.check(path) {
                isValid = isValid && file.isValid
                if format == .text { show(file, context: context) }
            }
        }
        let files = validation.files
        switch format {
        case .text: break
        case .json: context.standardOutput.write(JSONText.line(ValidationReport(files)) + "\n")
        case .sarif:
            let log = SARIFLog(
                tool: .init(
                    name: "pipeline-runner", version: PipelineRunnerCommand.configuration.version,
                    rules: DiagnosticRule.catalogue),
                files: files.map(\.name), findings: files.flatMap(\.records),
                paths: SARIFPaths(
                    root: Self.sourceRoot(of: context.currentFolder), currentFolder: context.currentFolder))
            context.standardOutput.write(JSONText.line(log) + "\n")
        }
        if !isValid { throw CommandExit(.badInput) }
    }

    private func show(_ file: CheckedFile, context: CommandContext) {
        if !file.findings.diagnostics.isEmpty {
            let renderer = DiagnosticRenderer(
                sources: file.text.map { [file.name: $0] } ?? [:], usesColor: context.standardError.usesColor)
            context.standardError.write(renderer.render(file.findings))
        }
        if file.isValid, let contents = file.contents {
            context.standardOutput.write("\(file.name): valid, \(contents.summary)\n")
        }
    }

    /// The work tree's root, to which a code-review service relates paths; else the current folder.
    private static func sourceRoot(of folder: String) -> String {
        var candidate = Substring(folder)
        while !candidate.isEmpty {
            if access("\(candidate)/.git", F_OK) == 0 { return String(candidate) }
            candidate = candidate[..<(candidate.lastIndex(of: "/") ?? candidate.startIndex)]
        }
        return folder
    }
}
