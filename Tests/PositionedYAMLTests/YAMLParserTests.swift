import Diagnostics
import PositionedYAML
import Testing

@Suite struct YAMLParserTests {
    private func parse(_ text: String, limits: YAMLParser.Limits = .init()) throws -> YAMLParser.Document {
        try YAMLParser(limits: limits).parse(text.utf8, file: "f.yaml")
    }

    private func failure(_ bytes: some Sequence<UInt8>, limits: YAMLParser.Limits = .init()) -> Diagnostic? {
        let list = #expect(throws: DiagnosticList.self) {
            try YAMLParser(limits: limits).parse(bytes, file: "f.yaml")
        }
        #expect(list?.diagnostics.count == 1)
        return list?.diagnostics.first
    }

    @Test func placesOfKeysAndValues() throws {
        let document = try parse("a: one\nbc:\n  - 'two'\n  - {d: é3}\n")
        guard case .mapping(let root) = document.root?.content else { throw Failed() }
        #expect(root.entries.map(\.key) == ["a", "bc"])
        #expect(root.entries[1].keyLocation == SourceLocation(file: "f.yaml", line: 2, column: 1))
        #expect(root["a"]?.location == SourceLocation(file: "f.yaml", line: 1, column: 4))
        #expect(root["a"]?.length == 3)
        guard case .sequence(let items) = root["bc"]?.content, case .mapping(let inner) = items[1].content else {
            throw Failed()
        }
        #expect(items[0].location == SourceLocation(file: "f.yaml", line: 3, column: 5))
        #expect(items[0].length == 5)
        #expect(inner["d"]?.location.column == 9)
        #expect(inner["d"]?.length == 2)
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n", "\u{FEFF}"]) func emptyDocuments(_ text: String) throws {
        #expect(try parse(text).root == nil)
    }

    @Test func nothingBehindDashes() throws {
        guard case .scalar(let scalar) = try parse("---\n").root?.content else { throw Failed() }
        #expect(scalar.resolved == .null)
    }

    @Test func byteOrderMarkIsSkipped() throws {
        #expect(try parse("\u{FEFF}a: 1").root?.location == SourceLocation(file: "f.yaml", line: 1, column: 1))
    }

    @Test func repeatedKeysWarnAndTheLastWins() throws {
        let document = try parse("a: 1\nb: 2\na: 3\n")
        guard case .mapping(let root) = document.root?.content else { throw Failed() }
        #expect(root.entries.map(\.key) == ["a", "b"])
        #expect(root["a"]?.kindDescription == "the number `3`")
        #expect(
            document.warnings.description
                == "f.yaml:3:1: warning: the key `a` is given twice; the last one counts")
    }

    @Test func laterDocumentsWarn() throws {
        let document = try parse("a: 1\n---\nb: 2\n")
        #expect(
            document.warnings.description
                == "f.yaml:2:1: warning: only the first document of the file is read")
        #expect(try parse("a: 1\n...\n").warnings.diagnostics.isEmpty)
    }

    @Test func mergeKeys() throws {
        let text = """
            x: &x {a: 1, b: 1}
            y: &y {b: 2, c: 2}
            before: {a: 9, <<: *x}
            after: {<<: *x, a: 9}
            list: {<<: [*x, *y]}
            quoted: {"<<": *x}
            """
        guard case .mapping(let root) = try parse(text).root?.content else { throw Failed() }
        #expect(flat(root["before"]) == ["a": "1", "b": "1"])
        #expect(flat(root["after"]) == ["a": "9", "b": "1"])
        #expect(flat(root["list"]) == ["a": "1", "b": "1", "c": "2"])
        #expect(flat(root["quoted"]).keys.sorted() == ["<<"])
    }

    @Test func keysBecomeText() throws {
        guard case .mapping(let root) = try parse("1: a\non: b\n0x10: c\n1.5: d\n'~': e\n1e3: f").root?.content else {
            throw Failed()
        }
        #expect(root.entries.map(\.key) == ["1", "true", "16", "1.5", "~", "1000"])
    }

    @Test func longMappingsStayFast() throws {
        let text = (0..<20_000).map { "key\($0): \($0)\n" }.joined() + "key7: again\n"
        guard case .mapping(let root) = try parse(text, limits: .lists).root?.content else { throw Failed() }
        #expect(root.entries.count == 20_000)
        #expect(root.entries[7].value.kindDescription == "a string")
        #expect(root["key19999"]?.location.line == 20_000)
        #expect(root["nothing"] == nil)
    }

    @Test(arguments: [
        (
            "a: [1\nb: 2",
            "f.yaml:2:2: error: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence"
        ),
        (
            "a:\n\tb: 1",
            "f.yaml:2:1: error: not valid YAML: found character that cannot start any token while scanning for the next token"
        ),
        ("{a: 1} b", "f.yaml:1:8: error: not valid YAML: did not find expected <document start>"),
        ("a: *nope", "f.yaml:1:4: error: the alias `*nope` refers to no anchor before it"),
        ("a: &self [*self]", "f.yaml:1:11: error: the alias `*self` refers to no anchor before it"),
        ("~: 1", "f.yaml:1:1: error: a key must be text, not nothing"),
        ("? [a]\n: 1", "f.yaml:1:3: error: a key must be text, not a list"),
        ("<<: 3", "f.yaml:1:5: error: `<<` takes a map or a list of maps, not the number `3`"),
        ("a: 1\n b: 2", "f.yaml:2:3: error: not valid YAML: mapping values are not allowed in this context"),
        (
            "a: 'open",
            "f.yaml:1:9: error: not valid YAML: found unexpected end of stream while scanning a quoted scalar"
        ),
        (
            "a: @x",
            "f.yaml:1:4: error: not valid YAML: found character that cannot start any token while scanning for the next token"
        ),
        ("a: x\u{0}y", "f.yaml:1:5: error: not a YAML text: control characters are not allowed"),
    ])
    func errors(_ text: String, expected: String) {
        #expect(failure(text.utf8)?.description == expected)
    }

    @Test func invalidUTF8() {
        let finding = failure(Array("a: 1\nb: é ".utf8) + [0xFF])
        #expect(finding?.description == "f.yaml:2:6: error: not a YAML text: invalid leading UTF-8 octet")
        #expect(finding?.hint == "save the file as UTF-8 text")
    }

    @Test func tabsGetAHint() {
        #expect(failure("a:\n\tb: 1".utf8)?.hint == "YAML forbids tabs in indentation: use spaces")
        #expect(failure("a: b\n\tb: 1".utf8)?.hint == "YAML forbids tabs in indentation: use spaces")
        #expect(failure("a: @x".utf8)?.hint == nil)
    }

    @Test func nearAliasGetsAHint() {
        #expect(failure("a: &common 1\nb: *comon".utf8)?.hint == "did you mean `*common`?")
    }

    @Test func deepNesting() {
        let text = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(failure(text.utf8)?.description == "f.yaml:1:65: error: collections are nested deeper than 64 levels")
        let endless = String(repeating: "[", count: 500_000)
        #expect(failure(endless.utf8)?.code == "yaml.too-deep")
    }

    @Test func aliasBombs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<10 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let finding = failure(text.utf8)
        #expect(finding?.message == "the document expands to more than 50000 values")
        #expect(finding?.hint == "use fewer nested aliases, or split the file")
    }

    @Test func hugeTexts() {
        var limits = YAMLParser.Limits()
        limits.bytes = 10
        #expect(
            failure("0123456789a".utf8, limits: limits)?.description
                == "f.yaml:1:1: error: the file has 11 bytes; at most 10 are read")
    }

    private func flat(_ node: YAMLNode?) -> [String: String] {
        guard case .mapping(let mapping) = node?.content else { return [:] }
        var result: [String: String] = [:]
        for entry in mapping.entries {
            if case .scalar(let scalar) = entry.value.content {
                result[entry.key] = scalar.text
            } else {
                result[entry.key] = entry.value.kindDescription
            }
        }
        return result
    }

    private struct Failed: Error {}
}
