import PositionedYAML
import Testing

@Suite struct YAMLScalarTests {
    @Test(
        arguments: [
            ("~", .null), ("null", .null), ("NULL", .null), ("nUll", .string("nUll")),
            ("yes", .boolean(true)), ("On", .boolean(true)), ("y", .boolean(true)), ("TRUE", .boolean(true)),
            ("no", .boolean(false)), ("OFF", .boolean(false)), ("n", .boolean(false)), ("yEs", .string("yEs")),
            ("017", .integer(15)), ("0o17", .integer(15)), ("0x1f", .integer(31)), ("0b101", .integer(5)),
            ("1_000", .integer(1000)), ("-12", .integer(-12)), ("+12", .integer(12)), ("0", .integer(0)),
            ("1e3", .real(1000)), ("4.10", .real(4.1)), (".5", .real(0.5)), ("1.", .real(1)), ("08", .real(8)),
            ("1:20", .string("1:20")), ("2020-01-01", .string("2020-01-01")), ("1.2.3", .string("1.2.3")),
            (".inf", .real(.infinity)), ("-.INF", .real(-.infinity)), ("inf", .string("inf")),
            ("0xzz", .string("0xzz")),
            (".", .string(".")), ("+", .string("+")), ("1e", .string("1e")), ("", .null),
            ("v4", .string("v4")),
        ] as [(String, YAMLScalar.Value)])
    func plain(_ text: String, expected: YAMLScalar.Value) throws {
        #expect(try scalar(text).resolved == expected)
    }

    @Test(arguments: ["y", "Y", "n", "N"]) func lettersAreTextWhereOnlyWordsAreBooleans(_ text: String) throws {
        let document = try YAMLParser(booleans: .words).parse("- \(text)\n- yes\n- {\(text): 1}".utf8, file: "f.yaml")
        guard case .sequence(let items) = document.root?.content, case .scalar(let letter) = items[0].content,
            case .scalar(let word) = items[1].content, case .mapping(let map) = items[2].content
        else { throw NotAScalar() }
        #expect(letter.resolved == .string(text))
        #expect(word.resolved == .boolean(true))
        #expect(map.entries.map(\.key) == [text])
    }

    @Test func notANumber() throws {
        guard case .real(let value) = try scalar(".nan").resolved else {
            Issue.record("`.nan` is a number's text")
            return
        }
        #expect(value.isNaN)
    }

    @Test(arguments: [("'5'", "5"), ("\"yes\"", "yes"), ("!!str 123", "123"), ("|\n  1\n", "1\n"), ("!local x", "x")])
    func texts(_ yaml: String, expected: String) throws {
        #expect(try scalar(yaml).resolved == .string(expected))
    }

    private func scalar(_ yaml: String) throws -> YAMLScalar {
        let document = try YAMLParser().parse("- \(yaml)".utf8, file: "f.yaml")
        guard case .sequence(let items) = document.root?.content, case .scalar(let scalar) = items.first?.content else {
            throw NotAScalar()
        }
        return scalar
    }

    private struct NotAScalar: Error {}
}
