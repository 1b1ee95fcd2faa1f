import BlubberConfig
import OCI
import Testing

@testable import PipelineCore

@Suite struct RunBuildTests {
    private func fixture(
        _ build: String, directory: String = "", script: ScriptedEngine.Script = ScriptedEngine.Script(),
        files: [String: String] = [:], policy: Policy? = nil
    ) throws -> RunFixture {
        try RunFixture(
            """
            pipelines: { p: { blubberfile: blubber.yaml, directory: '\(directory)', stages: [ { name: a/b, build: \(build) } ] } }
            """, script: script, files: files, policy: policy)
    }

    @Test func requestsTheBuild() async throws {
        var script = ScriptedEngine.Script()
        script.pull = { _, _ in .numbered(7) }
        let fixture = try fixture("{ variant: production, context: api/ }", directory: "services", script: script)
        let result = await fixture.run.execute()
        #expect(result.failure?.description == nil)
        let request = try #require(fixture.engine.builds.first)
        #expect(request.dockerfile == "/beside/p-a/b.Dockerfile")
        #expect(request.context == "/checkout/services/api")
        #expect(request.target == "production")
        #expect(request.name?.description == "localhost/pipeline-runner/team-widgets:production")
        #expect(request.usesCache)
        #expect(request.arguments == [:])
        let dockerfile = try #require(fixture.workspace.written["p-a/b.Dockerfile"])
        #expect(dockerfile.contains("FROM registry.example.org/base:1 AS production\n"))
        let labels = [
            #"ci.pipeline="p""#, #"ci.project="team/widgets""#,
            #"org.opencontainers.image.base.digest="\#(Digest.numbered(7))""#,
            #"org.opencontainers.image.base.name="registry.example.org/base:1""#,
            #"org.opencontainers.image.created="2023-11-14T22:13:20Z""#,
            #"org.opencontainers.image.revision="\#(String(repeating: "c", count: 40))""#,
            #"org.opencontainers.image.source="https://git.example.org/team/widgets""#,
            #"org.opencontainers.image.title="team/widgets""#,
            #"org.opencontainers.image.version="\#(String(repeating: "c", count: 40))""#,
            #"pipeline-runner.generation="service""#,
        ]
        #expect(dockerfile.hasSuffix(" " + labels.joined(separator: " ") + "\n"))
        #expect(result.built.map(\.id) == [.numbered(1)])
    }

    @Test(arguments: [("always", "always"), ("Always", "missing"), ("never", "missing"), ("${.x|always}", "always")])
    func pullPolicy(_ written: String, _ expected: String) async throws {
        let fixture = try fixture("{ variant: test, imagePullPolicy: '\(written)' }")
        _ = await fixture.run.execute()
        #expect(fixture.engine.calls.first == "pull registry.example.org/base:1 \(expected)")
    }

    @Test func aBaseWithoutADigestHasNoSuchLabel() async throws {
        let fixture = try fixture("test")
        _ = await fixture.run.execute()
        let dockerfile = try #require(fixture.workspace.written.first { $0.key.hasSuffix(".Dockerfile") }?.value)
        #expect(dockerfile.contains(Annotation.baseName))
        #expect(!dockerfile.contains(Annotation.baseDigest))
    }

    /// Each row: the variant, ignore files, and the context that the engine is given.
    @Test(arguments: [
        ("mounting", [:], "/checkout/api"), ("choosing", [:], "/prepared/api"),
        ("test", ["api/.dockerignore": "# nothing\n"], "/checkout/api"),
        ("test", ["api/.dockerignore": "*.md\n"], "/prepared/api"),
        ("test", [".dockerignore": "*.md\n"], "/checkout/api"),
        ("test", [".pipeline/blubber.yaml.dockerignore": "*.md\n"], "/prepared/api"),
        ("test", [".pipeline/blubber.yaml.dockerignore": "", "api/.dockerignore": "*.md\n"], "/checkout/api"),
    ])
    func contextsAreLaidOut(variant: String, files: [String: String], context: String) async throws {
        let fixture = try fixture("{ variant: \(variant), context: api }", files: files)
        let result = await fixture.run.execute()
        #expect(result.failure?.description == nil)
        #expect(fixture.engine.builds.map(\.context) == [context])
    }

    @Test func ignoreFilesThatAreWrongStopTheRunBeforeItBegins() async throws {
        let fixture = try fixture("{ variant: test, context: api }", files: ["api/.dockerignore": "a\n[b\n"])
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(
            failure?.description == """
                api/.dockerignore:2:1: error: `[b` is not a pattern: a `[` is not closed
                 2 | [b
                   | ^~
                """)
    }

    @Test func policiesStopTheRunBeforeItBegins() async throws {
        let policy = try Policy.parse(
            "enforcements: [{ path: variants.test.base, rule: endswith=:2 }]".utf8, file: "policy.yaml")
        let fixture = try fixture("test", policy: policy)
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(
            failure?.description == """
                .pipeline/blubber.yaml:2:7: error: the policy forbids this value of `variants.test.base`: \
                `registry.example.org/base:1`
                 2 | base: registry.example.org/base:1
                   |       ^~~~~~~~~~~~~~~~~~~~~~~~~~~
                  note: the rule is `endswith=:2`, at policy.yaml:1:50
                """)
    }

    @Test(arguments: [
        (
            "{ variant: test, context: '${setup.project}/../../..' }",
            "the build context `team/widgets/../../..` leaves the repository\n  help: use a folder of the repository"
        ),
        (
            "{ variant: test, context: 'ftp://${setup.branch}' }",
            """
            the build context `ftp://main` is an address that is not fetched from
              help: use https://, http://, git:// or git@, or a folder of the repository
            """
        ),
        (
            "{ variant: test, context: '${setup.remote}', excludes: [x] }",
            """
            `excludes` may only be used with a build context of the repository
              help: remove it, or take the other repository in as a submodule
            """
        ),
        (
            "{ variant: choosing, context: '${setup.remote}' }",
            """
            `a/b` leaves files out of the build context https://git.example.org/team/widgets
              help: do without `exclude`, or take the other repository in as a submodule
            """
        ),
        ("{ variant: test, context: missing }", "missing: there is no such folder in the commit"),
    ])
    func contextsThatAreNone(_ build: String, _ message: String) async throws {
        let fixture = try fixture(build)
        let result = await fixture.run.execute()
        #expect(result.failure?.description == message)
        #expect(fixture.engine.calls == [])
    }

    @Test func theEngineFetchesAContextThatIsAnAddress() async throws {
        let fixture = try fixture("{ variant: test, context: '${setup.remote}#${setup.branch}:part' }")
        #expect(await fixture.run.execute().state == .passed)
        let request = try #require(fixture.engine.builds.first)
        #expect(request.context == "https://git.example.org/team/widgets#main:part" && request.isRemote)
    }

    @Test func aVariantWhoseNameIsNoTag() async throws {
        let long = String(repeating: "v", count: 129)
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: a, build: \(long) } ] } }",
            blubber: "version: v4\nbase: registry.example.org/base:1\nvariants: { \(long): {} }\n")
        let result = await fixture.run.execute()
        #expect(result.failure?.description.hasPrefix("`a` cannot build `\(long)`: ") == true)
        #expect(result.failure?.description.hasSuffix("\n  help: give the variant a shorter name") == true)
    }

    @Test func tellsTheBlubberFilesWarnings() async throws {
        let fixture = try RunFixture(
            "pipelines: { p: { blubberfile: blubber.yaml, stages: [ { name: test, build: test } ] } }",
            blubber: RunFixture.blubber + "\n  lint: {}\n")
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        #expect(
            fixture.warnings == [
                ".pipeline/blubber.yaml:9:3: warning: the key `lint` is given twice; the last one counts"
            ])
    }
}
