import Testing

@testable import PipelineCore

/// What is wrong between the stages of a pipeline.
@Suite struct GraphFindingTests {
    private func pipeline(_ stages: String, _ execution: String) -> Reading {
        Reading("pipelines:\n  p:\n    stages: \(stages)\n    execution: \(execution)\n")
    }

    @Test func eachDashStartsAStage() {
        #expect(
            Reading(stages: "- name: run-test\n- build: test\n- run: true").findings == """
                config.yaml:5:9: error: stage 2 has no name
                 5 |       - build: test
                   |         ^
                  help: did you mean to continue stage 1? each `-` begins a new stage
                config.yaml:6:9: error: stage 3 has no name
                 6 |       - run: true
                   |         ^
                  help: did you mean to continue stage 2? each `-` begins a new stage

                """)
        #expect(
            Reading(stages: "- build: test").findings
                == "config.yaml:4:9: error: stage 1 has no name\n 4 |       - build: test\n   |         ^\n")
        #expect(
            Reading(stages: "- name: a\n- nmae: b").summaries == [
                "config.yaml:5:9: error: unknown key `nmae` in stage 2"
            ])
    }

    @Test func phantomAndUnreachedStages() {
        #expect(
            pipeline("[ { name: build-x }, { name: test-x } ]", "[ [ built-x, test-x ] ]").findings == """
                config.yaml:3:15: error: no branch of `execution` mentions the stage `build-x`
                 3 |     stages: [ { name: build-x }, { name: test-x } ]
                   |               ^
                  help: add it to a branch, or remove the stage
                config.yaml:4:20: error: `execution` mentions a stage `built-x` that `p` does not have
                 4 |     execution: [ [ built-x, test-x ] ]
                   |                    ^~~~~~~
                  note: its stages: build-x, test-x
                  help: did you mean `build-x`?

                """)
    }

    @Test func aStageThatCannotBeReadIsNotUnknownToo() {
        #expect(
            pipeline("[ { nmae: build }, { name: test, run: { image: '${build.imageID}' } } ]", "[ [ build, test ] ]")
                .summaries == ["config.yaml:3:17: error: unknown key `nmae` in stage 1"])
        #expect(
            pipeline("[ { name: [build] }, { name: test } ]", "[ [ build, test ] ]").summaries
                == ["config.yaml:3:23: error: `name` must be a string, not a list"])
        // A stage whose steps are wrong still has its name.
        #expect(
            pipeline("[ { name: build, build: '${' }, { name: test } ]", "[ [ build, tset ] ]").summaries == [
                "config.yaml:3:37: error: invalid variable expression (missing the end delimiter `}`): ${",
                "config.yaml:3:45: error: no branch of `execution` mentions the stage `test`",
                "config.yaml:4:27: error: `execution` mentions a stage `tset` that `p` does not have",
            ])
    }

    @Test func cycles() {
        #expect(
            pipeline("[ { name: a }, { name: b }, { name: c } ]", "[ [ a, b, c ], [ c, b ] ]").findings == """
                config.yaml:4:16: error: the stages of `p` wait for each other: `b` → `c` → `b`
                 4 |     execution: [ [ a, b, c ], [ c, b ] ]
                   |                ^

                """)
        #expect(
            pipeline("[ { name: a }, { name: b } ]", "[ [ a, b, a ] ]").summaries
                == ["config.yaml:4:26: error: the branch mentions `a` twice"])
    }

    @Test func reservedNames() {
        #expect(
            pipeline("[ { name: a }, { name: teardown } ]", "[ [ setup, a, teardown ] ]").summaries == [
                "config.yaml:3:36: error: `teardown` is a reserved stage name",
                "config.yaml:4:20: error: `setup` is a reserved stage name",
                "config.yaml:4:30: error: `teardown` is a reserved stage name",
            ])
    }

    @Test func repeatedStageNames() {
        #expect(
            Reading(stages: "- name: a\n- name: b\n- name: a").findings == """
                config.yaml:6:9: error: two stages are called `a`
                 6 |       - name: a
                   |         ^
                  note: the first is in line 4

                """)
    }

    @Test func dottedNames() {
        let reading = Reading(stages: "- name: a.b")
        #expect(reading.isUsable)
        #expect(
            reading.summaries == [
                "config.yaml:4:15: warning: other stages cannot read the values of `a.b`: its name has a dot"
            ])
    }

    @Test(arguments: [
        ("[ a, b ]", ["config.yaml:4:18: error: each branch of `execution` must be a list, not a string"]),
        ("a", ["config.yaml:4:16: error: `execution` must be a list, not a string"]),
        ("[ [ a, [ b ] ], [ b ] ]", ["config.yaml:4:23: error: a stage in `execution` must be a string, not a list"]),
    ])
    func executionOfAnotherForm(_ execution: String, _ expected: [String]) {
        #expect(pipeline("[ { name: a }, { name: b } ]", execution).summaries == expected)
    }

    @Test func isolatedAndEmptyBranches() throws {
        let reading = pipeline("[ { name: a }, { name: b }, { name: c } ]", "[ [], [ c ], [ b, a ], [ b ] ]")
        #expect(reading.findings == "")
        #expect(reading.stages.map(\.name) == ["a", "b", "c"])
        let graph = try #require(reading.pipelines.first?.graph)
        #expect(graph.ancestors(of: "a") == ["b"])
        #expect(graph.ancestors(of: "c") == [])
    }

    @Test func valuesOfStagesThatDoNotLeadHere() {
        let reading = pipeline(
            "[ { name: one }, { name: two, run: { image: '${one.imageID}', env: { A: '${two.x}', B: '${setup.tag}' } } } ]",
            "[ [ one ], [ two ] ]")
        #expect(
            reading.summaries == [
                "config.yaml:3:57: error: `two` cannot read values of `one`: it does not follow it in the graph",
                "config.yaml:3:85: error: `two` cannot read values of `two`: it does not follow it in the graph",
            ])
        #expect(reading.findings.contains("\n  help: a stage reads its own values as `${.key}`\n"))
    }
}
