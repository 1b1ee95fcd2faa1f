import Diagnostics
import Testing

@testable import PipelineCore

/// `$each` and `$merge`, read from YAML and evaluated in the scope of a stage `unit`.
@Suite struct ComprehensionTests {
    /// What `exports: { x: VALUE }` binds, as it reads in a text.
    private func value(_ yaml: String) throws -> StageValue {
        let reading = Reading(
            """
            pipelines:
              p:
                stages:
                  - { name: versions, build: v }
                  - { name: unit, build: v, exports: { x: \(yaml) } }
            """)
        let entry = try #require(reading.stages.last?.exports?.entries.first, "\(reading.findings)")
        var scope = ValueScope(
            stage: "unit",
            ancestors: [
                "versions": [
                    "output": .text("1.0 old\n2.0 current\n"), "list": .list([.text("a"), .map(["k": .text("v")])]),
                    "map": .map(["k": .text("v")]), "none": .text(""),
                ]
            ])
        try scope.bind("imageID", text: "abc")
        return try scope.evaluate(entry.value)
    }

    @Test(arguments: [
        // Texts are split at line ends, lists taken item by item, anything else is one item.
        ("{ $each: v, $in: '${versions.output}' }", "[1.0 old, 2.0 current]"),
        ("{ $each: v, $in: [a, b] }", "[a, b]"),
        ("{ $each: v, $in: { k: w } }", "[[k:w]]"),
        ("{ $each: v, $in: 7 }", "[7]"),
        // Blank stands for nothing, and for the defaults.
        ("{ $each: v, $in: '${versions.none}' }", "[]"), ("{ $each: v, $in: [] }", "[]"), ("{ $each: v, $in: }", "[]"),
        ("{ $each: v, $in: [a], $yield: , $delimiter: '' }", "[a]"),
        // A delimiter is a set of characters; empty pieces are dropped, others are not trimmed.
        ("{ $each: v, $in: 'a, b,,c', $delimiter: ', ' }", "[a, b, c]"),
        ("{ $each: v, $in: ' a ; b', $delimiter: ; }", "[ a ,  b]"),
        // Several names take the words of an item; surplus words are ignored.
        ("{ $each: [ver, label], $in: '${versions.output}', $yield: '${.ver}=${.label}' }", "[1.0=old, 2.0=current]"),
        ("{ $each: [ver, label], $in: ['a  b c'] }", "[a]"),
        ("{ $each: v, $in: [x], $yield: [ '${.v}', { k: '${.v}' } ] }", "[[x, [k:x]]]"),
        // Inside, own values are read by the stage's name, and a bare name is one of the loop's.
        ("{ $each: v, $in: [x], $yield: '${unit.imageID} ${v} ${w} ${versions.map}' }", "[abc x ${w} [k:v]]"),
        // An inner `$in` sees the outer names.
        ("{ $each: a, $in: [1, 2], $yield: { $each: b, $in: ['${.a}x', y], $yield: '${.b}' } }", "[[1x, y], [2x, y]]"),
        // Results are not looked at again.
        ("{ $each: v, $in: ['$', '{x}'], $yield: '$${.v}' }", "[$$, ${x}]"),
    ])
    func each(_ yaml: String, _ expected: String) throws {
        #expect(try value(yaml).description == expected)
    }

    @Test(arguments: [
        ("{ $merge: [a, b], $with: [b] }", "[a, b, b]"),
        ("{ $merge: [a], $with: b }", "[a, b]"),
        ("{ $merge: { a: 1, b: { c: 2 } }, $with: { b: { d: 3 } } }", "[a:1, b:[d:3]]"),
        ("{ $merge: 'a${.imageID}', $with: b }", "aabcb"),
        ("{ $merge: 1, $with: 2 }", "3"), ("{ $merge: 1.5, $with: 2 }", "3.5"), ("{ $merge: '1', $with: 2 }", "12"),
        ("{ $merge: 9223372036854775807, $with: 1 }", "9.223372036854776e+18"),
        ("{ $merge: ['--all'], $with: { $each: v, $in: a b, $delimiter: ' ' } }", "[--all, a, b]"),
        ("{ $merge: { $merge: [a], $with: [b] }, $with: [c] }", "[a, b, c]"),
    ])
    func merge(_ yaml: String, _ expected: String) throws {
        #expect(try value(yaml).description == expected)
    }

    @Test(arguments: [
        (
            "{ $each: [k, v], $in: [c] }",
            "insufficient number of values given ([c]) to bind to variables ([k, v])\n"
                + "  help: each item of `$in` needs 2 words"
        ),
        (
            "{ $merge: { a: b }, $with: [c] }",
            "`$merge` cannot join a map with a list\n"
                + "  help: join lists with lists or single values, maps with maps, texts with texts"
        ),
    ])
    func refuses(_ yaml: String, _ message: String) throws {
        let failure = #expect(throws: ExpressionFailure.self) { try value(yaml) }
        #expect(failure?.description == message)
        #expect(failure?.location?.line == 5)
    }

    @Test(arguments: [
        (
            "{ $each: v, $in: [a], $yield: '${.w}' }",
            "config.yaml:4:64: error: nothing is called `${.w}` inside this `$yield`"
        ),
        (
            "{ $each: v, $in: [a], $yield: { $each: w, $in: [b], $yield: '${.v}' } }",
            "config.yaml:4:94: error: nothing is called `${.v}` inside this `$yield`"
        ),
        ("{ $each: , $in: [a] }", "config.yaml:4:43: error: a name of `$each` must be a string, not nothing"),
        ("{ $each: a b, $in: [a] }", "config.yaml:4:43: error: `$each` needs a name, or a list of names"),
        ("{ $each: a, $on: [a] }", "config.yaml:4:46: error: unknown key `$on` in the `$each` of `exports.x`"),
        ("{ $merge: a }", "config.yaml:4:34: error: `$merge` has no `$with` beside it"),
        ("{ $with: a }", "config.yaml:4:34: error: `$with` has no `$merge` beside it"),
        (
            "{ $each: v, $in: '${b.x}' }",
            "config.yaml:4:51: error: `a` cannot read values of `b`: it does not follow it in the graph"
        ),
        (
            "{ $each: v, $in: '${a.x}' }",
            "config.yaml:4:51: error: `a` cannot read values of `a`: it does not follow it in the graph"
        ),
    ])
    func findings(_ yaml: String, _ expected: String) {
        let reading = Reading(stages: "- { name: a, exports: { x: \(yaml) } }\n- { name: b, build: v }")
        #expect(reading.summaries == [expected])
    }

    @Test func anItemOfATextListIsNoList() {
        let reading = Reading(
            stages: "- { name: a, build: v, run: { arguments: [ x, { $each: v, $in: [a] } ] } }")
        #expect(
            reading.findings == """
                config.yaml:4:53: error: an item of `run.arguments` must be a string, and `$each` makes a list
                 4 |       - { name: a, build: v, run: { arguments: [ x, { $each: v, $in: [a] } ] } }
                   |                                                     ^
                  help: join lists with `$merge: [ITEM, …]` and `$with: { $each: … }`

                """)
    }
}
