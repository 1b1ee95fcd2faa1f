internal import ArgumentParser
internal import BlubberConfig
internal import Diagnostics

struct DockerfileCommand: PolicyTaking {
    /// The dialects by name.
    enum Dialect: String, ExpressibleByArgument, CaseIterable {
        case buildkit
        case portable

        /// What is printed where nobody says which.
        static let usual = buildkit

        var dialect: DockerfileDialect { self == .buildkit ? .buildkit : .portable }
    }

    static let configuration = CommandConfiguration(
        commandName: "dockerfile", abstract: "Prints the Dockerfile that a variant compiles to.",
        discussion: """
            Example:
              pipeline-runner dockerfile .pipeline/blubber.yaml production | docker build -f - .

            With --dialect portable a variant that excludes files from copies needs a prepared context; the first lines of the \
            Dockerfile then say what must be in it. `build` and `run` prepare it by themselves.
            """)

    @Argument(help: "A Blubber file; `-` for standard input.")
    var file: String

    @Argument(help: "The variant.")
    var variant: String

    @Option(help: "buildkit: for current BuildKit frontends; portable: for buildah 1.28 and Docker 20.10, too.")
    var dialect = Dialect.usual

    @OptionGroup var policyOptions: PolicyOptions

    func run(policy: Policy?) throws {
        try Self.write(variant, of: file, dialect: dialect, policy: policy)
    }

    /// Compiles a variant of a file and writes the Dockerfile to standard output.
    static func write(
        _ variant: String, of file: String, dialect: Dialect = .usual, policy: Policy? = nil
    ) throws {
        let context = CommandContext.ofProcess()
        let source = try SourceFile.read(file, context: context)
        let text = try source.reading(context) { () throws(DiagnosticList) in
            let configuration = try BlubberConfiguration.parse(source.bytes, file: source.name)
            let plan = try configuration.plan(for: variant)
            if let policy { try configuration.violations(of: policy, in: variant).throwIfErrors() }
            let text = try plan.dockerfile(DockerfileOptions(dialect: dialect.dialect))
            source.show(configuration.warnings, context: context)
            return text
        }
        context.standardOutput.write(text)
    }
}
