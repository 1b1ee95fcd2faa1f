import Foundation
import Testing

@testable import PipelineCore

@Suite struct LineMaskerTests {
    private let secret = "correct-horse-battery-staple"

    private func shown(_ lines: [String], hiding secrets: [String]) -> [String] {
        let masker = LineMasker(SecretMasker(secrets))
        let out = lines.flatMap { masker.take(OutputLine(.standardOutput, $0)) } + masker.finish()
        return out.map(\.text)
    }

    @Test func aSecretOverTwoLines() {
        for cut in 1..<secret.count {
            let lines = shown(
                ["a \(secret.prefix(cut))", "\(secret.dropFirst(cut)) b", "c"], hiding: [secret])
            #expect(lines.count == 3 && lines[2] == "c")
            let text = lines.joined(separator: "\n")
            // At most three characters at the end of a line are shown before it is known what they are.
            #expect(!text.contains(secret.prefix(4)) || cut < 4, "\(cut): \(text)")
            #expect(!text.contains("staple"), "\(cut): \(text)")
            #expect(lines[1] == "*** b", "\(cut)")
        }
    }

    @Test func aSecretOverManyLinesAndBlankOnes() {
        let lines = shown(["correct-", "", "horse-", "battery-", "", "staple!"], hiding: [secret])
        #expect(lines == ["***", "", "***", "***", "", "***!"])
    }

    @Test func wrappedBase64() {
        let encoded = Array(Data("user:\(secret)\(secret.reversed())".utf8).base64EncodedString())
        for width in [8, 20, 76] {
            let wrapped = stride(from: 0, to: encoded.count, by: width).map {
                String(encoded[$0..<min($0 + width, encoded.count)])
            }
            let text = shown(wrapped, hiding: [secret]).joined()
            let core = Data(secret.utf8.dropFirst().prefix(18)).base64EncodedString()
            #expect(!text.contains(core.prefix(12)), "\(width): \(text)")
            #expect(text.contains("***"))
        }
    }

    @Test func whatIsNoSecretIsShownAsItWas() {
        let lines = ["correct-horse", "is no secret", "correct", "correct-horse-battery-", ""]
        #expect(shown(lines, hiding: [secret]) == lines)
        let many = (0..<300).map { "line \($0)" }
        #expect(shown(many, hiding: [secret]) == many)
    }

    @Test func aLineIsShownAtOnceUnlessItMayEndInASecret() {
        let masker = LineMasker(SecretMasker([secret]))
        #expect(masker.take(OutputLine(.standardOutput, "Tests pass")).map(\.text) == ["Tests pass"])
        #expect(masker.take(OutputLine(.standardOutput, "cor")).map(\.text) == ["cor"])
        #expect(masker.take(OutputLine(.standardOutput, "it is corr")).isEmpty)
        #expect(masker.take(OutputLine(.standardError, "another stream")).map(\.text) == ["another stream"])
        #expect(masker.take(OutputLine(.standardOutput, "oborated")).map(\.text) == ["it is corr", "oborated"])
        #expect(masker.finish().isEmpty)
    }

    @Test func endlessBlankLinesAreNotKept() {
        let masker = LineMasker(SecretMasker([secret]))
        #expect(masker.take(OutputLine(.standardOutput, "correct-")).isEmpty)
        let count = (0..<1000).map { _ in masker.take(OutputLine(.standardOutput, "")).count }.reduce(0, +)
        #expect(count > 900)
    }

    /// Random secrets in random text, cut into lines at random: nothing of four characters or more stays.
    @Test(arguments: [1, 2, 3] as [UInt64]) func randomCuts(_ seed: UInt64) {
        var random = Numbers(state: seed)
        for _ in 0..<300 {
            let secrets = (0..<3).map { _ in text(Int.random(in: 6...20, using: &random), "abcdef\\%", &random) }
            var whole = ""
            for _ in 0..<4 { whole += text(Int.random(in: 0...9, using: &random), "xyz ", &random) + secrets[0] }
            var lines: [String] = []
            var rest = Substring(whole)
            while !rest.isEmpty {
                let line = rest.prefix(Int.random(in: 1...30, using: &random))
                lines.append(String(line))
                rest = rest.dropFirst(line.count)
            }
            let out = shown(lines, hiding: secrets)
            #expect(out.count == lines.count)
            #expect(!out.joined().contains(secrets[0]), "\(secrets) \(lines) \(out)")
        }
    }

    private func text(_ count: Int, _ alphabet: String, _ random: inout Numbers) -> String {
        let letters = Array(alphabet)
        return String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
    }

    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 33
        }
    }
}
