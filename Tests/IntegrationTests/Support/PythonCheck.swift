import CommandRunner
import PipelineTestSupport

/// Judges output with a program of another make: Python's `jsonschema`, a Debian package.
enum PythonCheck {
    /// Fails unless the text fits the schema of `name` in `Tests/Schemas`.
    static func run(_ name: String, input: String) async throws {
        var command = Command("/usr/bin/python3", ["Tests/Schemas/check.py", "Tests/Schemas/\(name).json"])
        command.workingDirectory = root
        command.input = input
        let result = try await TestEnvironment.runner.capture(command, timeout: .seconds(60), limit: 16 << 20)
        guard result.status.code == 0 else { throw ToolFailure("check.py \(name)", result) }
    }

    /// The folder of the package.
    static let root = #filePath.split(separator: "/").dropLast(4).reduce(into: "") { $0 += "/\($1)" }
}
