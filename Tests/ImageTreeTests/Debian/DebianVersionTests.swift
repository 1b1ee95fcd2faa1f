import CommandRunner
import ImageTree
import PipelineTestSupport
import Testing

@Suite struct DebianVersionTests {
    @Test(
        arguments: [
            ("1.5", 0, "1.5", nil), ("1.63.0-1", 0, "1.63.0", "1"),
            ("2:1.0~rc1+b2-3-20260816", 2, "1.0~rc1+b2-3", "20260816"),
            ("gfx90a", 0, "gfx90a", nil), ("0:1-0", 0, "1", "0"),
        ] as [(String, Int, String, String?)])
    func parts(_ text: String, _ epoch: Int, _ upstream: String, _ revision: String?) throws {
        let version = try #require(DebianVersion(text))
        #expect(version.epoch == epoch)
        #expect(version.upstream == upstream)
        #expect(version.revision == revision)
        #expect(version.description == text)
    }

    @Test(arguments: ["", "1_0", "1 0", "a:1", ":1", "1:", "-1", "1-", "é", "1/2"])
    func noVersions(_ text: String) { #expect(DebianVersion(text) == nil) }

    /// dpkg is asked about every pair of these.
    @Test func theOrderIsThatOfDpkg() async throws {
        var texts = [
            "1.0", "1.00", "1.0~", "1.0~rc1", "1.0-1", "1.0-1~bpo", "1.0+b1", "1.0a", "1.0.1", "1:0.1", "2.0", "10.0",
            "1.9",
            "a", "z", "1.0-s1", "1.19.6-1-20260816", "1.19.6-1-20260816-s1", "8.1.33-1-s3-20260816", "0", "0.0",
            "1.0-0",
        ]
        var state: UInt32 = 7
        for _ in 0..<18 {
            texts.append(
                "0"
                    + String(
                        (0..<6).map { _ in
                            state = state &* 1_664_525 &+ 1_013_904_223
                            return Array("0019a~+.-z")[Int(state >> 16) % 10]
                        }) + "1")
        }
        let versions = texts.compactMap(DebianVersion.init)
        let pairs = versions.flatMap { left in versions.map { (left, $0) } }
        let script =
            #"while read -r a b; do if dpkg --compare-versions "$a" lt "$b"; then echo -1; "#
            + #"elif dpkg --compare-versions "$a" eq "$b"; then echo 0; else echo 1; fi; done"#
        var command = Command("bash", ["-c", script])
        command.input = pairs.map { "\($0.0) \($0.1)\n" }.joined()
        let answer = try await TestEnvironment.runner.capture(command)
        let expected = answer.standardOutput.split(separator: "\n").compactMap { Int($0) }
        try #require(expected.count == pairs.count)
        for (pair, sign) in zip(pairs, expected) {
            #expect(pair.0.compare(pair.1).signum() == sign, "\(pair.0) and \(pair.1)")
        }
    }
}
