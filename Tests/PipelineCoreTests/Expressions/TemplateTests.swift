import Testing

@testable import PipelineCore

@Suite struct TemplateTests {
    @Test(arguments: [
        ("", []), ("plain $ $NAME $}", []), ("$", []), ("{}", []), ("${a.b}", ["a|b|-"]),
        ("$${a.b}", ["a|b|-"]), ("\\${a.b}", ["a|b|-"]), ("${.x}${y}", ["|x|-", "nil|y|-"]),
        ("${a.b.c}", ["a|b.c|-"]), ("${a|}", ["nil|a|"]), ("${a.b|x|y}", ["a|b|x|y"]),
        ("${a.b|${c}", ["a|b|${c"]), ("${a.b|x\ny}", ["a|b|x\ny"]), ("${A-z_0.9}", ["A-z_0|9|-"]), ("${.}", ["||-"]),
    ])
    func findsVariables(_ text: String, _ expected: [String]) throws {
        let template = try Template(text, at: nil)
        let found = template.parts.compactMap { part in
            if case .variable(let variable) = part {
                "\(variable.stage ?? "nil")|\(variable.key)|\(variable.fallback ?? "-")"
            } else {
                nil
            }
        }
        #expect(found == expected)
        #expect(template.isLiteral == expected.isEmpty)
        #expect(template.source == text)
    }

    @Test(arguments: [
        ("${FOO", "invalid variable expression (missing the end delimiter `}`): ${FOO"),
        ("a ${FOO and more", "invalid variable expression (missing the end delimiter `}`): ${FOO and more"),
        ("${a.b} ${", "invalid variable expression (missing the end delimiter `}`): ${"),
        ("x${}y", "invalid variable expression (name is missing): ${}"),
        ("${|x}", "invalid variable expression (name is missing): ${|x}"),
        ("${FOO:-y}", "invalid variable expression (invalid character following name): ${FOO:-y}"),
        ("${a b}", "invalid variable expression (invalid character following name): ${a b}"),
        ("${é}", "invalid variable expression (invalid character in name): ${é}"),
        ("${:-y}", "invalid variable expression (invalid character in name): ${:-y}"),
    ])
    func refuses(_ text: String, _ message: String) {
        let error = #expect(throws: Template.SyntaxError.self) { try Template(text, at: nil) }
        #expect(error?.description == message)
    }

    @Test func namesItsStages() throws {
        #expect(try Template("${a.b} ${.c} ${d} ${e.f|g}", at: nil).namedStages == ["a", "e"])
    }

    @Test func builtInTemplatesReadAsTheyAreWritten() {
        #expect(BuildStep().variant.source == "${.stage}")
        #expect(PublishStep().tag.source == "${setup.timestamp}-${.stage}")
        #expect(Template(literal: "${x").isLiteral)
    }
}
