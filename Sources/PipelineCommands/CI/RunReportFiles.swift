internal import FoundationEssentials

/// The files about a run that CI systems read.
struct RunReportFiles {
    /// What the dotenv report is called in a job of GitLab, below the project's folder.
    private static let dotenvName = "pipeline-runner.env"

    private let junit: String?
    private let dotenv: String?
    private let outputs: String?
    private let summary: String?

    /// Those that the flags and the surroundings ask for.
    init(junit: String?, dotenv: String?, _ context: CommandContext) {
        let system = CISystem(environment: context.environment)
        func named(_ variable: String) -> String? {
            guard let path = context.environment[variable], !path.isEmpty else { return nil }
            return path
        }
        self.junit = junit.map(context.absolute)
        let project = system == .gitlab ? named("CI_PROJECT_DIR") : nil
        self.dotenv = dotenv.map(context.absolute) ?? project.map { "\($0)/\(Self.dotenvName)" }
        outputs = system == .github ? named("GITHUB_OUTPUT") : nil
        summary = system == .github ? named("GITHUB_STEP_SUMMARY") : nil
    }

    /// Writes all of them; what later steps would miss is an error.
    ///
    /// - Throws: `CommandExit` about the first that cannot be written, after the others were.
    func write(_ report: RunReport) throws(CommandExit) {
        var problem: CommandExit?
        let tasks: [(path: String?, text: () -> String, appends: Bool)] = [
            (junit, { JUnitReport(report).text }, false), (dotenv, { JobOutputs(report).dotenv }, false),
            (outputs, { JobOutputs(report).github }, true), (summary, { JobSummary(report).text }, true),
        ]
        for task in tasks {
            guard let path = task.path else { continue }
            do {
                try Self.write(task.text(), to: path, appends: task.appends)
            } catch {
                problem = problem ?? CommandExit(.unfitEnvironment, "error: cannot write \(path): \(error)")
            }
        }
        if let problem { throw problem }
    }

    private static func write(_ text: String, to path: String, appends: Bool) throws {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try FileManager.default.createDirectory(
                atPath: String(path[..<slash]), withIntermediateDirectories: true)
        }
        guard appends else { return try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) }
        let before = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
        try (before + Data(text.utf8)).write(to: URL(filePath: path))
    }
}
