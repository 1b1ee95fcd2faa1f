import Testing

@testable import PipelineCore

/// What a wrong `config.yaml` gets, as a person sees it.
@Suite struct ConfigurationFindingTests {
    @Test func emptyFile() {
        #expect(
            Reading("# nothing\n").findings
                == "config.yaml:1:1: error: the file is empty; `pipelines` is required\n 1 | # nothing\n   | ^\n")
    }

    @Test func notYAML() {
        #expect(
            Reading("pipelines:\n  test: [\n").findings == """
                config.yaml:3:1: error: not valid YAML: did not find expected node content while parsing a flow node
                 3 | \n   | ^

                """)
    }

    @Test func notAMap() {
        #expect(
            Reading("- a\n").findings
                == "config.yaml:1:1: error: the document must be a map, not a list\n 1 | - a\n   | ^\n")
    }

    @Test func pipelinesMissing() {
        #expect(
            Reading("stages: []\n").findings
                == "config.yaml:1:1: error: the key `pipelines` is missing\n 1 | stages: []\n   | ^\n")
    }

    @Test func noPipelineAndNoNamesInExports() {
        #expect(Reading("pipelines: {}").summaries == ["config.yaml:1:12: error: `pipelines` names no pipeline"])
        #expect(
            Reading(stages: "- { name: a, build: v, exports: { $each: x, $in: y } }").summaries == [
                "config.yaml:4:39: error: `exports` must be a map of names, not a comprehension"
            ])
    }

    @Test func pipelinesMisspelt() {
        #expect(
            Reading("version: 1\npipeline:\n  test: {}\n").findings == """
                config.yaml:2:1: error: the key `pipelines` is missing
                 2 | pipeline:
                   | ^~~~~~~~
                  help: rename `pipeline` to `pipelines`

                """)
    }

    @Test func unknownKeysInClosedMaps() {
        #expect(
            Reading(stages: "- { name: a, biuld: x }").findings == """
                config.yaml:4:20: error: unknown key `biuld` in stage 1
                 4 |       - { name: a, biuld: x }
                   |                    ^~~~~
                  note: allowed here: blubberfile, build, copy, deploy, exports, name, notify, promote, publish, run, trigger
                  help: did you mean `build`?

                """)
        let deeper = Reading(
            stages: """
                - name: a
                  build: { variants: x }
                  run: { argument: [x] }
                  publish: { image: { tagz: [x] }, images: true }
                """)
        #expect(
            deeper.summaries == [
                "config.yaml:5:18: error: unknown key `variants` in `build`",
                "config.yaml:6:16: error: unknown key `argument` in `run`",
                "config.yaml:7:29: error: unknown key `tagz` in `publish.image`",
                "config.yaml:7:42: error: unknown key `images` in `publish`",
            ])
    }

    @Test func unknownKeysInOpenMaps() {
        let reading = Reading(
            """
            pipelines:
              p:
                excution: [[a]]
                owner: me
                stages: [ { name: a } ]
            """)
        #expect(reading.isUsable)
        #expect(
            reading.findings == """
                config.yaml:3:5: warning: unknown key `excution` in the pipeline `p` has no effect
                 3 |     excution: [[a]]
                   |     ^~~~~~~~
                  help: did you mean `execution`?

                """)
    }

    @Test func scalarsInStringPositions() throws {
        let reading = Reading(
            stages: """
                - { name: a, build: v, run: { arguments: [1.10, yes], env: { A: 017 } } }
                """)
        #expect(
            reading.findings == """
                config.yaml:4:49: warning: an item of `run.arguments` should be a string; the number `1.10` is taken as text
                 4 |       - { name: a, build: v, run: { arguments: [1.10, yes], env: { A: 017 } } }
                   |                                                 ^~~~
                  help: write it in quotes: "1.10"
                config.yaml:4:55: warning: an item of `run.arguments` should be a string; the boolean `yes` is taken as text
                 4 |       - { name: a, build: v, run: { arguments: [1.10, yes], env: { A: 017 } } }
                   |                                                       ^~~
                  help: write it in quotes: "yes"
                config.yaml:4:71: warning: `run.env.A` should be a string; the number `017` is taken as text
                 4 |       - { name: a, build: v, run: { arguments: [1.10, yes], env: { A: 017 } } }
                   |                                                                       ^~~
                  help: write it in quotes: "017"

                """)
        let run = try #require(reading.stages.first?.run)
        #expect(run.arguments.templates.map(\.source) == ["1.10", "yes"])
        #expect(run.environment.templates.map(\.source) == ["017"])
    }

    @Test(arguments: [
        (
            "- { name: a, build: v, run: 3 }",
            ["config.yaml:4:35: error: `run` must be `true` or `false`, not the number `3`"]
        ),
        (
            "- { name: a, build: v, run: { tail: x } }",
            ["config.yaml:4:43: error: `run.tail` must be an integer, not a string"]
        ),
        ("- { name: a, build: [v], run: true }", ["config.yaml:4:27: error: `build` must be a map, not a list"]),
        (
            "- { name: a, build: v, run: { env: { A: } } }",
            ["config.yaml:4:47: error: `run.env.A` must be a string, not nothing"]
        ),
        (
            "- { name: a, build: v, publish: { image: { tags: x } } }",
            ["config.yaml:4:56: error: `publish.image.tags` must be a list, not a string"]
        ),
        ("- { name: [a] }", ["config.yaml:4:17: error: `name` must be a string, not a list"]),
        ("- x", ["config.yaml:4:9: error: stage 1 must be a map, not a string"]),
        (
            "- { name: a, build: '${x', run: true }",
            ["config.yaml:4:27: error: invalid variable expression (missing the end delimiter `}`): ${x"]
        ),
    ])
    func wrongTypes(_ stage: String, _ expected: [String]) {
        #expect(Reading(stages: stage).summaries == expected)
    }

    @Test func allFindingsAtOnce() {
        let reading = Reading(
            """
            pipelines:
              a: { stages: [] }
              b: {}
              c: { stages: [ { name: setup } ], directory: /../x }
              d:
                blubberfile: { version: v4 }
                stages: [ { name: a } ]
              e: { blubberfile: ../x, stages: [ { name: a, build: { context: ../../x } } ], directory: d }
              f: { fetch: { depth: all, shalow: true }, stages: a }
              g: []
              h: { blubberfile: x, stages: [ { name: a, build: { context: 'ftp://x/y' } } ] }
              i: { blubberfile: x, stages: [ { name: a, build: { context: 'https://x/y', excludes: [z] } } ] }
              j: { blubberfile: x, stages: [ { name: a, build: { context: 'https://x/y#main:z' } } ] }
            """)
        #expect(
            reading.summaries == [
                "config.yaml:2:16: error: the pipeline `a` has no stages",
                "config.yaml:3:6: error: the pipeline `b` has no `stages`",
                "config.yaml:4:26: error: `setup` is a reserved stage name",
                "config.yaml:4:48: error: `directory` leaves the repository: `/../x`",
                "config.yaml:8:21: error: `blubberfile` leaves the `.pipeline` folder: `../x`",
                "config.yaml:8:66: error: the build context of `a` leaves the repository: `../../x`",
                "config.yaml:9:24: error: `fetch.depth` must be an integer, not a string",
                "config.yaml:9:29: error: unknown key `shalow` in `fetch`",
                "config.yaml:9:53: error: `stages` must be a list, not a string",
                "config.yaml:10:6: error: the pipeline `g` must be a map, not a list",
                "config.yaml:11:63: error: the build context `ftp://x/y` is an address that is not fetched from",
                "config.yaml:12:63: error: `excludes` may only be used with a build context of the repository",
            ])
    }

    @Test func pathWithNUL() {
        #expect(
            Reading("pipelines: { p: { directory: \"a\\0b\", stages: [ { name: a } ] } }").summaries
                == ["config.yaml:1:30: error: `directory` holds a NUL character"])
    }

    @Test func repeatedYAMLKey() {
        let reading = Reading("pipelines: { p: { stages: [ { name: a } ] }, p: { stages: [ { name: b } ] } }")
        #expect(reading.summaries == ["config.yaml:1:46: warning: the key `p` is given twice; the last one counts"])
        #expect(reading.stages.map(\.name) == ["b"])
    }
}
