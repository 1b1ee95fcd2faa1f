import OCI
import Testing

@Suite struct DigestTests {
    @Test func keepsTextAndDigits() throws {
        let hex = String(repeating: "ab", count: 32)
        let digest = try #require(Digest("sha256:\(hex)"))
        #expect(digest.hex == hex)
        #expect(digest.description == "sha256:\(hex)")
    }

    @Test(arguments: [
        "", "sha256", "sha256:", "sha256:" + String(repeating: "a", count: 63),
        "sha256:" + String(repeating: "g", count: 64), "md5:" + String(repeating: "a", count: 31),
        "sha256:" + String(repeating: "a", count: 64) + ":", "1sha:" + String(repeating: "a", count: 64),
    ])
    func refuses(_ text: String) {
        #expect(Digest(text) == nil)
    }
}
