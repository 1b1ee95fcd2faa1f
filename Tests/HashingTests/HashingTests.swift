import CommandRunner
import Hashing
import PipelineTestSupport
import Testing

@Suite struct HashingTests {
    // Test vectors of FIPS 180-4 and of `sha256sum`.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    ])
    func sha256(_ text: String, expected: String) {
        #expect(SHA256.hex(of: text.utf8) == expected)
    }

    /// RFC 4231 and GitHub's documentation.
    @Test func signaturesAreThoseOfOthers() {
        #expect(
            HMAC.hex(of: "Hello, World!".utf8, key: "It's a Secret to Everybody".utf8)
                == "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
        #expect(
            HMAC.hex(
                of: "Test Using Larger Than Block-Size Key - Hash Key First".utf8,
                key: [UInt8](repeating: 0xAA, count: 131)
            )
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) func agreesWithOpenSSL(length: Int) async throws {
        let text = String(repeating: "ab", count: length).prefix(length)
        for key in ["k", String(repeating: "key", count: 40)] {
            var digest = HMAC(key: key.utf8)
            digest.update(text.utf8.prefix(length / 3))
            digest.update(text.utf8.dropFirst(length / 3))
            var command = Command("openssl", ["dgst", "-sha256", "-hmac", key])
            command.input = String(text)
            let expected = try await TestEnvironment.runner.capture(command).standardOutput
            let bytes = digest.finish()
            let whole = HMAC.hex(of: text.utf8, key: key.utf8)
            #expect(expected.contains(whole), "\(length)")
            #expect(whole == bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        }
    }

    @Test func comparisons() {
        #expect(isEqual([1, 2], [1, 2]) && !isEqual([1, 2], [1, 3]) && !isEqual([1, 2], [1]) && isEqual([], []))
        #expect(isEqual("secret", given: "secret") && !isEqual("secret", given: "secre"))
    }
}
