import BlubberConfig
import Diagnostics
import Testing

/// Lines and arguments have limits: 64 KiB a line in Docker's frontend, 128 KiB an argument in Linux.
@Suite struct LongTextTests {
    private func dockerfile(_ builder: String) throws -> String {
        try BlubberConfiguration.parse(
            "version: v4\nbase: a\nvariants: { app: { builder: { \(builder) } } }".utf8, file: "b.yaml"
        ).plan(for: "app").dockerfile(DockerfileOptions(dialect: .portable))
    }

    @Test func longScriptsAreCutIntoLinesAndArguments() throws {
        let line = ##"echo \"# é \\ $x\" \n"##
        let text = try dockerfile("script: \"\(String(repeating: line, count: 20_000))\"")
        #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count < 60_000 })
        let instruction = try #require(text.split(separator: "\nRUN [").last?.split(separator: "]\n").first)
        let joined = instruction.replacing("\\\n", with: "")
        let arguments = joined.split(separator: "\", \"")
        #expect(arguments.count == 4 + 4)
        #expect(arguments.allSatisfy { $0.utf8.count < 200_000 })
        #expect(!text.contains("\n#"))
    }

    @Test(arguments: [
        ("command", 130_000, "b.yaml:3:40: error: the `command` is longer than this engine can pass to a shell"),
        ("script", 1_600_000, "b.yaml:3:39: error: the `script` is longer than this engine can pass to a shell"),
    ])
    func tooLong(key: String, length: Int, message: String) {
        let failure = #expect(throws: DiagnosticList.self) {
            try dockerfile("\(key): \(String(repeating: "x", count: length))")
        }
        #expect(failure?.description == message)
    }
}
