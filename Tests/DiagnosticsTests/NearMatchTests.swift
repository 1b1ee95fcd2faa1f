import Diagnostics
import Testing

@Suite struct NearMatchTests {
    @Test(arguments: [
        ("varaints", "variants"), ("Variants", "variants"), ("entrypont", "entrypoint"), ("apts", "apt"),
        ("run", "runs"), ("xyz", nil), ("", nil), ("copy", nil), ("base", "base"),
    ])
    func suggests(_ text: String, expected: String?) {
        let known = ["base", "apt", "runs", "entrypoint", "variants", "copies"]
        #expect(nearMatch(to: text, among: known) == expected)
    }

    @Test func prefersTheNearest() {
        #expect(nearMatch(to: "tests", among: ["text", "test", "rests"]) == "test")
        #expect(nearMatch(to: String(repeating: "a", count: 65), among: [String(repeating: "a", count: 64)]) == nil)
        #expect(nearMatch(to: "a", among: ["b"]) == nil)
    }
}
