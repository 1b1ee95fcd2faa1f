import Diagnostics
import PositionedYAML
import Testing

@Suite struct YAMLDecoderTests {
    private func node(_ text: String) throws -> YAMLNode {
        try #require(try YAMLParser().parse(text.utf8, file: "f.yaml").root)
    }

    @Test func unknownKeysGetASuggestion() throws {
        let decoder = YAMLDecoder(codePrefix: "test")
        let mapping = decoder.mapping(try node("nmae: x\nage: 3"), field: "person", known: ["name", "age"])
        #expect(mapping?["age"] != nil)
        let finding = try #require(decoder.findings.diagnostics.first)
        #expect(finding.description == "f.yaml:1:1: error: unknown key `nmae` in person")
        #expect(finding.code == "test.unknown-key")
        #expect(finding.length == 4)
        #expect(finding.notes == ["allowed here: age, name"])
        #expect(finding.hint == "did you mean `name`?")
    }

    @Test(arguments: [
        ("4.10", "f.yaml:1:1: error: version must be a string, not the number `4.10`", "write it in quotes: \"4.10\""),
        ("yes", "f.yaml:1:1: error: version must be a string, not the boolean `yes`", "write it in quotes: \"yes\""),
        ("[]", "f.yaml:1:1: error: version must be a string, not a list", nil),
        ("{}", "f.yaml:1:1: error: version must be a string, not a map", nil),
        ("--- # nothing", "f.yaml:2:1: error: version must be a string, not nothing", nil),
    ])
    func strictTexts(_ text: String, message: String, hint: String?) throws {
        let decoder = YAMLDecoder(codePrefix: "test")
        #expect(decoder.string(try node(text), field: "version") == nil)
        let found = decoder.findings.diagnostics.first
        #expect(found?.description == message)
        #expect(found?.hint == hint)
    }

    @Test func lenientTexts() throws {
        let decoder = YAMLDecoder(codePrefix: "test", textRule: .lenient)
        #expect(decoder.string(try node("4.10"), field: "version") == "4.10")
        #expect(
            decoder.findings.description
                == "f.yaml:1:1: warning: version should be a string; the number `4.10` is taken as text")
        #expect(decoder.string(try node("~"), field: "version") == nil)
        #expect(decoder.findings.hasErrors)
    }

    @Test func listsKeepWhatFits() throws {
        let decoder = YAMLDecoder(codePrefix: "test")
        #expect(decoder.strings(try node("[a, 1, b]"), field: "names") == ["a", "b"])
        #expect(
            decoder.findings.description == "f.yaml:1:5: error: names[1] must be a string, not the number `1`")
    }

    @Test(arguments: [("3", 3), ("1000.0", 1000), ("-1", -1), ("1.5", nil), ("'3'", nil), ("x", nil)])
    func integers(_ text: String, expected: Int?) throws {
        let decoder = YAMLDecoder(codePrefix: "test")
        #expect(decoder.integer(try node(text), field: "uid") == expected)
        #expect(decoder.findings.hasErrors == (expected == nil))
    }

    @Test func booleans() throws {
        let decoder = YAMLDecoder(codePrefix: "test")
        #expect(decoder.boolean(try node("off"), field: "flag") == false)
        #expect(decoder.boolean(try node("'true'"), field: "flag") == nil)
        #expect(
            decoder.findings.description == "f.yaml:1:1: error: flag must be `true` or `false`, not a string")
    }
}
