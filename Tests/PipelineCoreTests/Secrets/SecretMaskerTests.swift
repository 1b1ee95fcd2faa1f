import Foundation
import PipelineCore
import Testing

@Suite struct SecretMaskerTests {
    private static let secret = #"p@ss "w0rd"\/'x%&+é"#

    @Test(arguments: [
        "s3cr3t-value", "a longer one, with blanks & signs: %41 + \\u0041", secret, "0123456789abcdef0123456789abcdef",
        "tab\tand\nnewline here", "ünïcödé-ßecret", "''''''''", "\\\\\\\\\\\\\\\\", "%%%%%%%%", "      x      ",
    ])
    func everyForm(_ secret: String) throws {
        let masker = SecretMasker([secret])
        let forms = [
            "plain": secret, "json": String(decoding: try JSONEncoder().encode([secret]), as: UTF8.self),
            "url": try #require(secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics)),
            "query": try #require(secret.addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed)),
            "form": secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union([" "]))?
                .replacing(" ", with: "+") ?? "",
            "shell": "'" + secret.replacing("'", with: #"'\''"#) + "'",
            "shell with double quotes": "'" + secret.replacing("'", with: #"'"'"'"#) + "'",
            "backslashes": secret.map { $0.isLetter || $0.isNumber ? "\($0)" : "\\\($0)" }.joined(),
            "hexadecimal": secret.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
        ]
        for (name, form) in forms where !form.isEmpty {
            let masked = masker.mask("before \(form) after")
            let rest = masked.replacing("before ", with: "").replacing(" after", with: "")
                .replacing("***", with: "")
            #expect(masked.contains("***"), "\(name): \(form)")
            #expect(!rest.contains { $0.isLetter || $0.isNumber }, "\(name): \(masked)")
        }
    }

    /// Wherever it stands in what is encoded, all characters that it alone decides are hidden.
    @Test(arguments: 0..<6, ["+/", "-_"]) func base64AtEveryAlignment(_ before: Int, alphabet: String) throws {
        let secret = "hunter2-?>~ÿ-correct-horse"
        let masker = SecretMasker([secret])
        let bytes = Data((String(repeating: "a", count: before) + secret + "tail").utf8)
        let encoded = bytes.base64EncodedString().replacing("+", with: String(alphabet.prefix(1)))
            .replacing("/", with: String(alphabet.suffix(1)))
        let masked = masker.mask("Authorization: Basic \(encoded)")
        #expect(masked.contains("***"))
        let left = masked.replacing("Authorization: Basic ", with: "")
        // What is left decodes to what stood before and behind, and shares one character with the secret at most.
        #expect(left.utf8.count <= encoded.utf8.count - secret.utf8.count * 8 / 6 + 4, "\(left)")
        let plain = SecretMasker(["something else"]).mask(encoded)
        #expect(plain == encoded)
    }

    @Test func overlappingSecretsAreHiddenWhole() {
        let masker = SecretMasker(["hunter2xyz", "2xyzsecret", "hunter2xyzsecret-and-more"])
        #expect(masker.mask("a hunter2xyzsecret b") == "a *** b")
        #expect(masker.mask("hunter2xyzsecret-and-more") == "***")
        #expect(masker.mask("hunter2xyzhunter2xyz") == "***")
        #expect(masker.mask("hunter2xy") == "hunter2xy")
    }

    @Test func keysAreHiddenByLines() {
        let key = "-----BEGIN KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\nAAAEbm9uZQ\n-----END KEY-----"
        let masker = SecretMasker([key])
        #expect(masker.mask("got b3BlbnNzaC1rZXktdjEAAAAABG5vbmU") == "got ***")
        #expect(masker.mask("-----BEGIN KEY-----") == "-----BEGIN KEY-----")
        #expect(masker.mask(key) == "***")
    }

    @Test func nothingToHide() {
        #expect(SecretMasker().isEmpty && SecretMasker(["short"]).isEmpty)
        #expect(SecretMasker(["short"]).mask("a short text") == "a short text")
    }

    /// A program that prints what nearly matches must not take the runner's time.
    @Test func hostileTextsTakeNoLongerThanTheyShould() {
        let masker = SecretMasker([String(repeating: "\\", count: 200), String(repeating: "%", count: 64)])
        for unit in ["\\", "%", "%5C", "\\u005c", "\\x5"] {
            let text = String(repeating: unit, count: 800 / unit.count)
            #expect(masker.mask(text).utf8.count <= text.utf8.count)
        }
    }
}
