import FoundationEssentials
import PipelineTestSupport
import Testing

/// Two configurations with everything in them: graph, values, comprehensions, copies, and tags that come to nothing.
@Suite(.timeLimit(.minutes(10)))
struct WorkedExampleTests {
    static let diamond = """
        pipelines:
          release:
            blubberfile: svc.yaml
            directory: services/api
            stages:
              - name: lint
              - { name: unit, build: test, run: { arguments: ['--fast'], tail: 1 } }
              - name: image
                build: production
                publish: { image: { name: '${setup.projectShortName}-api', tags: [edge, '${setup.tag}'] } }
                exports: { ref: '${.publishedImage}' }
              - name: smoke
                run: { image: '${image.imageID}', arguments: ['--check', '${unit.output|none}'], env: { REF: '${image.ref}' } }
            execution: [ [lint, image], [unit, image, smoke] ]
        """

    static let service = """
        version: v4
        base: \(ServiceBase.name)
        lives: { in: /srv/app }
        copies: [local]
        variants:
          lint: { copies: [local], entrypoint: [sh, ./lint.sh] }
          test: { copies: [local], entrypoint: [sh, ./test.sh] }
          production: { copies: [local], entrypoint: [sh, ./main.sh] }

        """.replacing("copies: [local]\nvariants", with: "variants")

    @Test(arguments: TestEngine.allCases)
    func diamondWithAPublishedImage(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox, config: Self.diamond,
                files: [
                    ".pipeline/svc.yaml": Self.service, "services/api/lint.sh": "echo no arguments: $#",
                    "services/api/test.sh": "echo dots; echo 42 passed; echo noise >&2; test $1 = --fast",
                    "services/api/main.sh": #"echo "$1 <$2> $REF""#,
                ])
            let result = try await sandbox.run(
                repository, "--event", "tag", "--tag", "v1.2.0-RC1", "--registry", "oci:\(sandbox.folder)/images")
            #expect(result.code == 0, "\(result.error)")
            let lines = result.errorLines
            #expect(lines.contains("pipeline release: lint, unit, image, smoke"))
            #expect(lines.contains("[release/lint] no arguments: 0"))
            let published = try LayoutIndex("\(sandbox.folder)/images").digests.keys.sorted()
            #expect(published.count == 3)
            let primary = try #require(published.first { $0.hasSuffix("-image") })
            #expect(
                Set(published) == [
                    primary, "\(sandbox.name)-api:edge", "\(sandbox.name)-api:v1.2.0-rc1",
                ])
            #expect(lines.contains { $0.hasPrefix("[release/smoke] --check <42 passed") })
            #expect(lines.contains { $0.hasPrefix("[release/smoke]") && $0.hasSuffix("> \(primary)") })
            #expect(result.output.hasPrefix("oci:\(sandbox.folder)/images:\(primary) sha256:"))
            try await sandbox.expectNothingLeft()
        }
    }

    /// The example with comprehensions; `copies` are the entries of its `copy`, `after` is a stage behind it.
    static func comprehensions(copies: [String], after stage: String = "") -> String {
        let copy = copies.map { "\n          - \($0)" }.joined()
        return """
            pipelines:
              docs:
                stages:
                  - { name: versions, build: probe, run: { tail: 2 } }
                  - name: site
                    build: { variant: docs, context: site, excludes: ['*.tmp'] }
                    run:
                      arguments:
                        $merge: ['--all']
                        $with: { $each: [ver, label], $in: '${versions.output}', $yield: '${.ver}=${.label}' }
                    copy:\(copy)
            \(stage)
                  - name: push
                    publish:
                      image:
                        id: '${site.imageID}'
                        name: '${setup.project}-docs'
                        tag: '${setup.tag}'
                        tags: { $each: [v, label], $in: '${versions.output}', $yield: 'docs-${.v}' }

            """
    }

    private static let docs = """
        version: v4
        base: \(ServiceBase.name)
        lives: { in: /srv/app }
        variants:
          probe: { copies: [local], entrypoint: [sh, ./probe.sh] }
          docs: { copies: [local], entrypoint: [sh, ./make.sh] }
          look: { copies: [local], entrypoint: [sh, ./look.sh] }

        """

    @Test(arguments: TestEngine.allCases)
    func comprehensionsCopiesAndATagThatIsNotThere(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox,
                config: Self.comprehensions(
                    copies: [
                        "{ source: /tmp/out/, destination: /public/../public, archive: true }",
                        "{ source: /tmp/log.txt, destination: log.txt }",
                        "{ source: '/tmp/out/*/*.html', destination: pages }",
                    ], after: "      - { name: look, build: look, run: { arguments: ['${site.artifactURLs}'] } }"),
                files: [
                    ".pipeline/docs/blubber.yaml": Self.docs,
                    "probe.sh": "echo log line; echo 1.0 old; echo 2.0 current; ! test -e public",
                    "site/.dockerignore": "kept", "site/kept": "", "site/a.tmp": "",
                    "site/make.sh": """
                    set -e
                    echo "arguments: $*"
                    test -e kept; ! test -e a.tmp
                    mkdir -p /tmp/out/sub; echo page > /tmp/out/sub/index.html; echo log > /tmp/log.txt
                    """,
                    "look.sh": """
                    set -e
                    cat public/sub/index.html log.txt pages/sub/index.html
                    printf 'artifacts: <%s>' "$1"
                    """,
                ])
            let result = try await sandbox.run(
                repository, "--event", "merge", "--registry", "oci:\(sandbox.folder)/images", "--jobs", "2")
            #expect(result.code == 0, "\(result.error)")
            let lines = result.errorLines
            #expect(lines.contains("[docs/site] arguments: --all 1.0=old 2.0=current"))
            #expect(lines.filter { $0.hasPrefix("[docs/look] page") || $0 == "[docs/look] log" }.count == 3)
            let artifact = try #require(lines.first { $0.hasPrefix("[docs/look] artifacts: <") })
            let archive = String(artifact.dropFirst("[docs/look] artifacts: <".count))
            #expect(archive.hasPrefix("\(sandbox.state)/runs/") && archive.hasSuffix("/artifacts/docs/public.tar.gz"))
            #expect(try await sandbox.shell("tar -xzOf '\(archive)' ./sub/index.html") == "page\n")
            let name = "it-\(sandbox.name)-docs"
            #expect(
                try LayoutIndex("\(sandbox.folder)/images").digests.keys.sorted() == [
                    "\(name):docs-1.0", "\(name):docs-2.0",
                ])
            // The commit is as it was: what was copied lay beside its checkout.
            #expect(try await repository.git("status --porcelain") == "")
            try await sandbox.expectNothingLeft()
        }
    }

    @Test
    func aDryRunTellsAllAndDoesNothing() async throws {
        try await withSandbox(.buildah) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox, config: Self.diamond,
                files: [".pipeline/svc.yaml": Self.service, "services/api/main.sh": "true"])
            let arguments = ["--dry-run", "--event", "tag", "--tag", "v1", "--engine", "buildah"]
            let result = try await sandbox.program(["run"] + arguments, in: repository.folder)
            #expect(result.code == 0, "\(result.error)")
            let plan = result.output.replacing(#/\d{4}-\d\d-\d\d-\d{6}/#, with: "TIME")
            let api = "\(sandbox.name)-api"
            #expect(
                plan == """
                    pipeline release
                      lint
                        build  variant lint of .pipeline/svc.yaml on \(ServiceBase.name) from services/api
                        run    the image
                      unit
                        build  variant test of .pipeline/svc.yaml on \(ServiceBase.name) from services/api
                        run    the image --fast
                      image  after lint, unit
                        build    variant production of .pipeline/svc.yaml on \(ServiceBase.name) from services/api
                        publish  \(api):TIME-image, \(api):edge, \(api):v1
                        exports  ref
                      smoke  after image
                        run  image ${image.imageID} --check ${unit.output|none}

                    """)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(sandbox.state)/runs") == [])
            #expect(try isNothingPublished(in: sandbox))
            try await sandbox.expectNothingLeft()

            let json = try await sandbox.program(["run", "--format", "json"] + arguments, in: repository.folder)
            let report = try JSONDecoder().decode(PlannedReport.self, from: Data(json.output.utf8))
            #expect(report.plan.pipelines.map(\.name) == ["release"])
            #expect(report.plan.pipelines[0].stages.map(\.after) == [[], [], ["lint", "unit"], ["image"]])
            #expect(report.plan.pipelines[0].stages[2].steps.map(\.action) == ["build", "publish", "exports"])
            #expect(report.plan.pipelines[0].stages[2].steps[1].names.count == 3)
        }
    }

    private struct PlannedReport: Decodable {
        struct Plan: Decodable {
            struct Pipeline: Decodable {
                let name: String
                let stages: [Stage]
            }
            struct Stage: Decodable {
                let after: [String]
                let steps: [Step]
            }
            struct Step: Decodable {
                let action: String
                let names: [String]
            }
            let pipelines: [Pipeline]
        }
        let plan: Plan
    }

    @Test
    func actionsThatAreNotAllowedAreRefused() async throws {
        try await withSandbox(.buildah) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox,
                config:
                    "pipelines: { p: { stages: [ { name: a, build: test, run: false, publish: { image: true } } ] } }")
            let result = try await sandbox.run(repository, "--event", "merge", "--allow", "build")
            #expect(result.code == 2)
            #expect(
                result.error == """
                    .pipeline/config.yaml:1:53: error: stage `a` contains an action (`run`) that is not allowed by this pipeline
                     1 | pipelines: { p: { stages: [ { name: a, build: test, run: false, publish: { image: true } } ] } }
                       |                                                     ^~~
                      note: allowed: build
                      help: remove it, or run the pipeline for an event that allows it
                    .pipeline/config.yaml:1:65: error: stage `a` contains an action (`publish`) that is not allowed by this \
                    pipeline
                     1 | pipelines: { p: { stages: [ { name: a, build: test, run: false, publish: { image: true } } ] } }
                       |                                                                 ^~~~~~~
                      note: allowed: build
                      help: remove it, or run the pipeline for an event that allows it

                    """)
            try await sandbox.expectNothingLeft()
        }
    }
}
