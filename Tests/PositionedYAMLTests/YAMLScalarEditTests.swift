import Diagnostics
import Testing

@testable import PositionedYAML

@Suite struct YAMLScalarEditTests {
    private func set(_ text: String, _ path: String, to value: String) throws -> String {
        let edit = try YAMLScalarEdit(Array(text.utf8), file: "values.yaml")
        let parts = path.split(separator: ".").map(String.init)
        return String(decoding: try edit.setting(value, at: parts), as: UTF8.self)
    }

    @Test(arguments: [
        ("version: v1", "version: v2-x"), ("version: v1 # why\n", "version: v2-x # why\n"),
        ("version:   'v1'  # why", "version:   'v2-x'  # why"), ("version: \"v1\"\r\n", "version: \"v2-x\"\r\n"),
        ("version:", "version: v2-x"), ("version:   # none yet\n", "version: v2-x   # none yet\n"),
        ("version: ~\n", "version: v2-x\n"), ("{version: v1, b: 2}", "{version: v2-x, b: 2}"),
        ("{\"version\": \"v1\"}", "{\"version\": \"v2-x\"}"), ("{version: , b: 2}", "{version: v2-x, b: 2}"),
        ("? version\n: v1\n", "? version\n: v2-x\n"), ("'version': 1.0\n", "'version': v2-x\n"),
        ("\u{FEFF}# ümläut 🚀\nä: ß\nversion: v1\n", "\u{FEFF}# ümläut 🚀\nä: ß\nversion: v2-x\n"),
        ("a: &x b\nversion: v1\nc: *x\n", "a: &x b\nversion: v2-x\nc: *x\n"),
        ("a: |\n  version: v0\nversion: v1", "a: |\n  version: v0\nversion: v2-x"),
        ("---\nversion: v1\n...\n", "---\nversion: v2-x\n...\n"),
    ])
    func changesTheValueAndNothingElse(_ before: String, _ after: String) throws {
        #expect(try set(before, "version", to: "v2-x") == after)
    }

    @Test(arguments: [
        ("a:\n- b: {c: 1}\n- b: {c: 2} # x\n", "a.1.b.c", "a:\n- b: {c: 1}\n- b: {c: v} # x\n"),
        ("a:\n    b:\n        c: 1\n    d: 2\n", "a.b.c", "a:\n    b:\n        c: v\n    d: 2\n"),
    ])
    func findsItsWayIn(_ before: String, _ path: String, _ after: String) throws {
        #expect(try set(before, path, to: "v") == after)
    }

    /// What a reader would take for a number, a date or a truth value is quoted.
    @Test(arguments: [
        "1.10", "1", "1e5", "12e4567", "0x1F", "2024-03-05", "2024-03-05-101500", "12:30:45", "yes", "No", "null", "y",
        "~", "", "v: 1", "v #1", "-v", "*v", "a b", "{v}", "v,w", "'v'", "\"v\"", "a\\b", ".inf", "1_000", "@v",
    ])
    func quotesWhatWouldBeReadAsSomethingElse(_ value: String) throws {
        for style in ["old", "'old'", "\"old\"", "1.0", ""] {
            let text = try set("a: 1\nversion: \(style)\nz: 2\n", "version", to: value)
            let root = try YAMLParser(booleans: .wordsAndLetters).parse(text.utf8, file: "x").root
            guard case .mapping(let map)? = root?.content, case .scalar(let scalar)? = map["version"]?.content else {
                Issue.record("\(text)")
                continue
            }
            #expect(scalar.resolved == .string(value), "\(text)")
            #expect(!scalar.isPlain, "\(text)")
            #expect(text.hasPrefix("a: 1\nversion:") && text.hasSuffix("\nz: 2\n"), "\(text)")
        }
    }

    @Test(arguments: ["2024-03-05-101500-production", "v1.2.0-rc1", "sha-1234abc", "1.2.y"])
    func leavesNamesAsTheyAre(_ value: String) throws {
        #expect(try set("version: 1.0", "version", to: value) == "version: \(value)")
    }

    @Test(arguments: [
        ("", "1:1: the file is empty"),
        ("a: 1", "1:1: there is no `version`"),
        ("versoin: 1", "1:1: there is no `version` (did you mean `versoin`?)"),
        ("- a", "1:1: there is no `version`: the list has 1 items, which are counted from 0"),
        ("text", "1:1: there is no `version`: the file is a single value"),
        ("version: {a: 1}", "1:10: `version` is a map, not a single value"),
        ("version: [1]", "1:10: `version` is a list, not a single value"),
        (
            "a: &a 1\nversion: *a", "2:10: `version` is the alias `*a`"
        ),
        ("version: &a 1", "1:10: `version` has an anchor or a tag"),
        ("version: !!str 1", "1:10: `version` has an anchor or a tag"),
        ("version: |\n  1\n", "1:10: `version` is a text of several lines"),
        ("version: a\n  b\n", "1:10: `version` is a text of several lines"),
        ("version: 1\nversion: 2", "2:1: the key `version` is given twice"),
        ("a: &a {version: 1}\n<<: *a", "2:1: there is no `version` in the map itself, which takes in others"),
        ("version: 1\n---\nversion: 2", "2:1: the file holds several documents, and only one can be meant"),
        ("{version}", "1:9: `version` has no value"),
    ])
    func saysWhatIsInTheWay(_ text: String, _ expected: String) {
        let error = #expect(throws: Diagnostic.self) { try set(text, "version", to: "2") }
        let place = error?.location.map { "\($0.line):\($0.column)" } ?? ""
        let hint = error?.hint.map { $0.hasPrefix("did you") ? " (\($0))" : "" } ?? ""
        let message = "\(place): \(error?.message ?? "")\(hint)"
        #expect(message == expected)
    }

    @Test func aliasOnTheWay() {
        let error = #expect(throws: Diagnostic.self) { try set("a: &a {b: 1}\nc: *a", "c.b", to: "2") }
        #expect(error?.message == "`c` is the alias `*a`")
    }

    @Test func keysInWrittenOrder() throws {
        let edit = try YAMLScalarEdit(Array("a: {z: 1, b: 2}".utf8), file: "x")
        #expect(edit.keys(at: ["a"]) == ["z", "b"])
        #expect(edit.keys(at: ["a", "z"]) == nil)
    }
}
