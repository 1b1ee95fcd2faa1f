import Testing

@testable import PipelineCore

@Suite struct ValueScopeTests {
    private func scope() throws -> ValueScope {
        var scope = ValueScope(
            stage: "unit",
            ancestors: [
                "setup": ["project": .text("team/widgets"), "tag": .text(""), "params.FOO": .text("bar")],
                "build": [
                    "imageID": .text("abc"), "none": .list([]), "empty": .map([:]),
                    "list": .list([.text("a"), .list([.text("b"), .text("c")])]),
                    "map": .map(["k": .text("v"), "a": .list([.text("x")])]),
                ],
            ])
        try scope.bind("imageID", text: "def")
        try scope.bind("raw", text: "${setup.project} ${X}")
        return scope
    }

    @Test(arguments: [
        ("a ${build.imageID} b", "a abc b"), ("${.imageID}", "def"), ("${imageID}", "def"), ("${.stage}", "unit"),
        ("$${build.imageID}", "$abc"), ("\\${build.imageID}", "\\abc"), ("$HOME $ }", "$HOME $ }"),
        ("${setup.params.FOO}", "bar"),
        // A blank value gives way to a default, and is nothing without one.
        ("[${setup.tag}]", "[]"), ("${setup.tag|none}", "none"), ("[${setup.tag|}]", "[]"),
        ("[${build.none|none}${build.empty}]", "[none]"),
        // A key that is not bound takes the default, even an empty one.
        ("${build.nothing|x|y}", "x|y"), ("[${.nothing|}]", "[]"), ("${NAME|x}", "x"), ("${.a|${b}", "${b"),
        // A bare name that is not bound stays, and results are not looked at again.
        ("${ZUUL_BRANCH}", "${ZUUL_BRANCH}"), ("${.raw}", "${setup.project} ${X}"),
        ("${build.list}", "[a, [b, c]]"), ("${build.map}", "[a:[x], k:v]"),
    ])
    func expands(_ text: String, _ expected: String) throws {
        #expect(try scope().expand(Template(text, at: nil)) == expected)
    }

    @Test(arguments: [
        (
            "${other.x|default}",
            "cannot read `${other.x|default}`: `unit` does not follow `other` in the graph\n"
                + "  help: a stage reads its own values as `${.key}`, and those of stages that lead to it"
        ),
        (
            "${unit.imageID}",
            "cannot read `${unit.imageID}`: `unit` does not follow `unit` in the graph\n"
                + "  help: a stage reads its own values as `${.key}`, and those of stages that lead to it"
        ),
        (
            "${biuld.imageID}",
            "cannot read `${biuld.imageID}`: `unit` does not follow `biuld` in the graph\n"
                + "  help: did you mean `build`?"
        ),
        (
            "${build.imageId}",
            "no value is bound for `${build.imageId}`; readable here: .imageID, .raw, .stage, build.empty, "
                + "build.imageID, build.list, build.map, build.none, setup.params.FOO, setup.project, setup.tag\n"
                + "  help: did you mean `${build.imageID}`?"
        ),
        (
            "${.zzzzzz}",
            "no value is bound for `${.zzzzzz}`; readable here: .imageID, .raw, .stage, build.empty, "
                + "build.imageID, build.list, build.map, build.none, setup.params.FOO, setup.project, setup.tag"
        ),
    ])
    func refuses(_ text: String, _ message: String) throws {
        let scope = try scope()
        let template = try Template(text, at: nil)
        let failure = #expect(throws: ExpressionFailure.self) { try scope.expand(template) }
        #expect(failure?.description == message)
    }

    @Test func bindsOnce() throws {
        var scope = try scope()
        let failure = #expect(throws: ExpressionFailure.self) { try scope.bind("stage", text: "x") }
        #expect(
            failure?.description
                == "`unit` already has a value assigned to `stage`\n  help: use another name")
        #expect(scope.values["stage"] == .text("unit"))
        // Another stage's key of that name is another value.
        try scope.bind("list", .list([.text("1")]))
        #expect(try scope.expand(Template("${.list}", at: nil)) == "[1]")
    }
}
