import CommandRunner
import FoundationEssentials
import PipelineTestSupport

/// The program under test: the real one, built along with the tests.
enum TestProgram {
    /// How a run of the program ended.
    struct Result {
        let code: Int32
        let output: String
        let error: String

        var errorLines: [String] { error.split(separator: "\n").map(String.init) }
    }

    /// Its path, beside the test bundle.
    static let path: String = {
        var folder = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        // Test runners differ in what they start; the bundle's folder is above it or that of the first argument.
        for candidate in [folder] + CommandLine.arguments where candidate.hasPrefix("/") {
            let beside = candidate.split(separator: "/").dropLast().joined(separator: "/")
            if FileManager.default.isExecutableFile(atPath: "/\(beside)/pipeline-runner") {
                folder = "/\(beside)/pipeline-runner"
            }
        }
        return folder
    }()

    /// Runs it to its end. A test in which it hangs fails after `patience`.
    static func run(
        _ arguments: [String], environment: [String: String], in folder: String = "/tmp", input: String? = nil,
        patience: Duration = .seconds(600)
    ) async throws -> Result {
        var command = Command(path, arguments)
        command.workingDirectory = folder
        command.input = input
        let result = try await CommandRunner(environment: environment)
            .capture(command, timeout: patience, limit: 256 << 20)
        return Result(code: result.status.code, output: result.standardOutput, error: result.standardError)
    }
}

/// A tool that a test needs for its preparations failed.
struct ToolFailure: Error, CustomStringConvertible {
    let description: String

    init(_ script: String, _ result: CapturedOutput) {
        description = "\(result.status) of: \(script)\n\(result.standardError)"
    }
}
