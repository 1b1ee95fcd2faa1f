import Testing

@testable import PipelineCore

@Suite struct RunCopyTests {
    private func fixture(_ copy: String, directory: String = ".", later: String = "") throws -> RunFixture {
        try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                directory: \(directory)
                stages:
                  - { name: a, build: test, run: { tail: -1 }, copy: \(copy) }
                  - { name: b, build: production, run: { arguments: ['${a.artifactURLs}'] } }
                  \(later)
            """)
    }

    @Test(arguments: [
        ("[/log.txt]", ".", "copy /log.txt to /arrival/log.txt", #"a: named("log.txt") to log.txt"#),
        ("[out/x]", "src/", "copy /out/x to /arrival/x", #"a: named("x") to src/out/x"#),
        (
            "[{ source: /out/, destination: /public/../site }]", ".", "copy /out/ to /arrival/contents",
            "a: contents to site"
        ),
        ("[{ source: /a, destination: ../../x }]", "src", "copy /a to /arrival/a", #"a: named("a") to src/x"#),
        ("{ $each: f, $in: [/x], $yield: { source: '${.f}' } }", ".", "copy /x to /arrival/x", #"a: named("x") to x"#),
        (
            "[{ $merge: { source: /x, destination: y }, $with: { destination: z } }]", ".", "copy /x to /arrival/x",
            #"a: named("x") to z"#
        ),
    ])
    func places(_ copy: String, _ directory: String, _ call: String, _ placed: String) async throws {
        let fixture = try fixture(copy, directory: directory)
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.failure?.description == nil)
        #expect(fixture.engine.calls.filter { $0.hasPrefix("copy") } == [call])
        #expect(fixture.workspace.placed == [placed])
    }

    @Test func patternsFetchTheFolderBeforeTheFirstWildcard() async throws {
        let fixture = try fixture("['/out/*.xml']")
        #expect(await fixture.run.execute().state == .passed)
        #expect(fixture.engine.calls.contains("copy /out/ to /arrival/contents"))
        let pattern = try #require(CopyPattern("/out/*.xml"))
        #expect(fixture.workspace.placed == ["a: \(Arrival.Selection.matching(pattern)) to out"])
    }

    @Test func bindsALineForEachEntry() async throws {
        let fixture = try fixture("[{ source: /out, archive: true }, /log.txt, { source: /x, archive: yes }]")
        #expect(await fixture.run.execute().state == .passed)
        #expect(fixture.engine.runs.last?.arguments == ["/artifacts/p/out\n\n/artifacts/p/x\n"])
    }

    @Test func buildsOfStagesThatFollowSeeTheFiles() async throws {
        let fixture = try fixture("[/x]")
        _ = await fixture.run.execute()
        #expect(fixture.engine.builds.map(\.context) == ["/checkout/", "/prepared/+a"])
    }

    @Test func twoUnrelatedStagesCannotCopyOneFile() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                stages:
                  - { name: a, build: test, run: true, copy: [{ source: /x, destination: same }] }
                  - { name: b, build: lint, run: true, copy: [{ source: /y, destination: same }] }
                  - { name: c, build: production }
                execution: [ [a, c], [b, c] ]
            """)
        let result = await fixture.run.execute()
        #expect(result.summary == ["p/a passed", "p/b passed", "p/c failed"])
        #expect(
            result.failure?.description == """
                `a` and `b` both copy same, and neither follows the other
                  help: give them different destinations, or put one before the other in `execution`
                """)
    }

    @Test func aStageThatFollowsMayCopyOver() async throws {
        let fixture = try fixture(
            "[/x]", later: "- { name: c, build: lint, run: true, copy: [/x] }\n      - { name: d, build: lint }")
        #expect(await fixture.run.execute().state == .passed)
        #expect(fixture.engine.builds.last?.context == "/prepared/+a+c")
    }

    @Test(arguments: [
        (
            "{ $each: f, $in: [a], $yield: { sorce: '${.f}' } }",
            "`a` cannot copy: an entry of `copy` has the unknown key `sorce`\n"
                + "  help: the keys are source, from, destination, archive"
        ),
        (
            "{ $each: f, $in: [a], $yield: { from: '${.f}' } }",
            "`a` cannot copy: an entry of `copy` has no `source`\n"
                + "  help: say which file or folder of the container is meant"
        ),
    ])
    func refusesWhatAComprehensionMakes(_ copy: String, _ message: String) async throws {
        #expect(await (try fixture(copy)).run.execute().failure?.description == message)
    }

    @Test(arguments: [
        ("- { name: a, copy: [/x] }", "config.yaml:4:27: error: `a` copies out of its container but runs none"),
        (
            "- { name: a, build: v, run: true, copy: [{ from: x }] }",
            "config.yaml:4:48: error: an item of `copy` has no `source`"
        ),
        (
            "- { name: a, build: v, run: true, copy: [{ source: x, keep: y }] }",
            "config.yaml:4:61: error: unknown key `keep` in an item of `copy`"
        ),
        (
            "- { name: a, build: v, run: true, copy: [{ source: x, archive: 3 }] }",
            "config.yaml:4:70: error: `copy.archive` must be `true` or `false`, not the number `3`"
        ),
    ])
    func findings(_ stage: String, _ expected: String) {
        #expect(Reading(stages: stage).summaries == [expected])
    }

    @Test(arguments: [
        ("/out/*.xml", "a.xml", true), ("/out/*.xml", "a/b.xml", false), ("/out/**/*.xml", "b.xml", true),
        ("/out/**/*.xml", "a/b/c.xml", true), ("/out/*/report", "a/report", true), ("/o[ab]/x", "oa/x", true),
        ("/out/?", "ab", false), ("**", "a/b", true),
    ])
    func patterns(_ source: String, _ path: String, _ expected: Bool) throws {
        let pattern = try #require(CopyPattern(source))
        #expect(pattern.matches(path.split(separator: "/").map(String.init)) == expected)
    }

    @Test func pathsWithoutWildcardsAreNoPatterns() {
        #expect(CopyPattern("/out/a.xml") == nil)
        #expect(CopyPattern("/") == nil)
    }
}
