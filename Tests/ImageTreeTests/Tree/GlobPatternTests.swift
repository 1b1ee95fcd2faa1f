import CommandRunner
import PipelineTestSupport
import Testing

@testable import ImageTree

@Suite struct GlobPatternTests {
    private static let label = "docker-registry.example.org/golang1.24:1.24-20260816"

    @Test(arguments: [
        ("*golang1.24*", true), ("*/golang1.24:*", true), ("*golang1.2[45]*", true), ("golang1.24", false),
        ("*golang1.24", false), ("*GOLANG*", false), ("*[!a-z]golang?.24:*", true), ("*", true), ("", false),
        ("*golang1.2[5-9]*", false), ("docker*golang*2026081?", true), ("*[", false),
        ("*golang1.24:1.24-20260816", true),
    ])
    func patterns(_ pattern: String, _ matches: Bool) {
        #expect(GlobPattern(pattern).matches(Self.label) == matches)
    }

    /// Python's fnmatch, which docker-pkg uses, judges patterns and texts of every kind.
    @Test func theSameAsPython() async throws {
        let letters = Array("ab*?[]!-/")
        var state: UInt32 = 3
        func word(_ alphabet: [Character], _ count: Int) -> String {
            String(
                (0..<count).map { _ in
                    state = state &* 1_664_525 &+ 1_013_904_223
                    return alphabet[Int(state >> 16) % alphabet.count]
                })
        }
        let pairs = (0..<4000).map { number in (word(letters, number % 7), word(Array("ab]-/["), number % 5)) }
        var command = Command(
            "/usr/bin/python3",
            [
                "-c",
                "import sys, fnmatch\nfor l in sys.stdin:\n p, t = l.rstrip('\\n').split('\\t')\n print(int(fnmatch.fnmatchcase(t, p)))",
            ])
        command.input = pairs.map { "\($0.0)\t\($0.1)\n" }.joined()
        let answers = try await TestEnvironment.runner.capture(command).standardOutput.split(separator: "\n")
        try #require(answers.count == pairs.count)
        for (pair, answer) in zip(pairs, answers) {
            #expect(GlobPattern(pair.0).matches(pair.1) == (answer == "1"), "\(pair.0) and \(pair.1)")
        }
    }
}
