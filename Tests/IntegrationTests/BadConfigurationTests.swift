import PipelineTestSupport
import Testing

/// Mistakes that show before anything is built, whatever the engine.
@Suite(.timeLimit(.minutes(10)))
struct BadConfigurationTests {
    /// A repository's files, and what `run` says about them.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var blubber: String?
        var config: String?
        var arguments: [String] = []
        let expected: String
    }

    private static let head = "version: v4\nbase: \(ServiceBase.name)\n"

    static let mistakes = [
        Mistake(
            testDescription: "no .pipeline",
            expected: """
                error: the commit has neither .pipeline/blubber.yaml nor .pipeline/config.yaml
                  help: describe the image in .pipeline/blubber.yaml, with the variants `test` and `production`, and commit it

                """),
        Mistake(
            testDescription: "neither test nor production", blubber: head + "variants: { one: {}, two: {} }\n",
            expected: """
                error: .pipeline/blubber.yaml has neither a variant `test` nor `production`
                  help: it has: one, two

                """),
        Mistake(
            testDescription: "variant that does not exist",
            blubber: head + "variants: { test: {}, production: {} }\n",
            config: """
                pipelines:
                  check:
                    blubberfile: blubber.yaml
                    stages:
                      - name: tests
                """,
            expected: """
                .pipeline/config.yaml:5:15: error: .pipeline/blubber.yaml has no variant `tests`
                 5 |       - name: tests
                   |               ^~~~~
                  note: the variants are test, production
                  help: did you mean `test`?

                """),
        Mistake(
            testDescription: "YAML that is not YAML", blubber: "version: v4\nbase: [x\nvariants:\n  test: {}\n",
            expected: """
                .pipeline/blubber.yaml:3:9: error: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence
                 3 | variants:
                   |         ^
                  note: which began in line 2

                """),
        Mistake(
            testDescription: "unknown key in a Blubber file",
            blubber: head + "variants:\n  test:\n    entrypont: [sh]\n",
            expected: """
                .pipeline/blubber.yaml:5:5: error: unknown key `entrypont` in variant `test`
                 5 |     entrypont: [sh]
                   |     ^~~~~~~~~
                  note: allowed here: includes, copies, base, arguments, apt, builders, node, php, python, builder, lives, runs, entrypoint
                  help: did you mean `entrypoint`?

                """),
        Mistake(
            testDescription: "unknown key in a pipeline file", blubber: ServiceRepository.blubber,
            config: """
                pipelines:
                  check:
                    stages:
                      - name: test
                        biuld: test
                """,
            expected: """
                .pipeline/config.yaml:5:9: error: unknown key `biuld` in stage 1
                 5 |         biuld: test
                   |         ^~~~~
                  note: allowed here: blubberfile, build, copy, deploy, exports, name, notify, promote, publish, run, trigger
                  help: did you mean `build`?

                """),
        Mistake(
            testDescription: "unknown pipeline", blubber: ServiceRepository.blubber,
            config: "pipelines: { check: { stages: [name: test] }, deliver: { stages: [name: production] } }",
            arguments: ["--pipeline", "chekc"],
            expected: """
                error: there is no pipeline `chekc` in .pipeline/config.yaml
                  help: did you mean `check`? it has: check, deliver

                """),
        Mistake(
            testDescription: "pipeline of a repository without any", blubber: ServiceRepository.blubber,
            arguments: ["--pipeline", "check"],
            expected: """
                error: there is no pipeline `check`: the commit has no .pipeline/config.yaml, and without one there is `publish` only

                """),
        Mistake(
            testDescription: "variant that was meant to test",
            blubber: ServiceRepository.blubber.replacing("  test:", with: "  tests:"),
            expected: """
                error: .pipeline/blubber.yaml has a variant `tests` and none `test`: the image would be published untested
                  help: call it `test`, or say in .pipeline/config.yaml what is to be run

                """),
        Mistake(
            testDescription: "bundle that is none", blubber: ServiceRepository.blubber,
            arguments: ["--ca-bundle", "/etc/hostname"],
            expected: """
                error: /etc/hostname holds no certificate in PEM form
                  help: Debian's own bundle is /etc/ssl/certs/ca-certificates.crt

                """),
        Mistake(
            testDescription: "Blubber file that config.yaml means but does not name",
            config: "pipelines: { check: { stages: [name: test] } }",
            expected: """
                .pipeline/config.yaml:1:38: error: there is no .pipeline/check/blubber.yaml
                 1 | pipelines: { check: { stages: [name: test] } }
                   |                                      ^~~~
                  help: say which file with `blubberfile: blubber.yaml`, relative to .pipeline

                """),
        Mistake(
            testDescription: "revision that does not exist", blubber: ServiceRepository.blubber,
            arguments: ["--commit", "feature/nothing"],
            expected: """
                error: cannot resolve the revision `feature/nothing` of REPOSITORY: no branch, tag or commit has this name

                """),
        Mistake(
            testDescription: "commit before the first", blubber: ServiceRepository.blubber,
            arguments: ["--commit", "HEAD~7"],
            expected: """
                error: cannot resolve the revision `HEAD~7` of REPOSITORY: `HEAD` exists, but there is no such commit before it

                """),
        Mistake(
            testDescription: "tag that no image can have", blubber: ServiceRepository.blubber,
            arguments: ["--tag", "Bad tag!"],
            expected: """
                error: `Bad tag!` is no tag for an image: use letters, digits, `_`, `.` and `-`, at most 128, and begin with none of `.` and `-`

                """),
        Mistake(
            testDescription: "registry that is none", blubber: ServiceRepository.blubber,
            arguments: ["--registry", "registry.example.org"],
            expected: """
                error: `registry.example.org` is no registry: write `docker://HOST[:PORT]/PREFIX` or `oci:FOLDER`

                """),
        Mistake(
            testDescription: "missing CA bundle", blubber: ServiceRepository.blubber,
            arguments: ["--ca-bundle", "/nothing/here.pem"],
            expected: "error: cannot read the CA bundle /nothing/here.pem: No such file or directory\n"),
    ]

    @Test(arguments: mistakes)
    func mistakeIsExplainedAndNothingRuns(mistake: Mistake) async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, blubber: mistake.blubber ?? "", config: mistake.config)
            if mistake.blubber == nil {
                try await service.git("rm --quiet .pipeline/blubber.yaml")
                try await service.commit("two")
            }
            let arguments = ["run", "--engine", "buildah"] + mistake.arguments
            let result = try await sandbox.program(arguments, in: service.folder)
            #expect(result.error == mistake.expected.replacing("REPOSITORY", with: service.folder))
            #expect(result.output == "")
            #expect(result.code == 2)
            #expect(try isNothingPublished(in: sandbox))
            try await sandbox.expectNothingLeft()

            let json = try await sandbox.program(arguments + ["--format", "json"], in: service.folder)
            #expect(json.code == 2)
            if !json.output.isEmpty {
                let report = try Report(json)
                #expect(report.state == "failed" && report.images.isEmpty)
                #expect(report.error.map { $0.text + "\n" } == result.error)
                for line in json.errorLines { _ = try Event(line) }
            }
        }
    }

    @Test
    func repositoryWithoutCommits() async throws {
        try await withTemporaryFolder { folder in
            let sandbox = Sandbox(engine: .buildah, folder: folder)
            try await sandbox.shell("git init --quiet empty")
            let result = try await sandbox.program(["run", "empty"])
            #expect(
                result.error == """
                    error: cannot resolve the revision `HEAD` of \(folder)/empty: the repository has no commits yet
                      help: commit something first

                    """)
            #expect(result.code == 2)
        }
    }

    @Test
    func folderWithoutRepository() async throws {
        try await withTemporaryFolder { folder in
            let sandbox = Sandbox(engine: .buildah, folder: folder)
            let result = try await sandbox.program(["run"])
            #expect(
                result.error == """
                    error: cannot find a git repository at \(folder): neither it nor a folder above it is one
                      help: run this inside a work tree, or name the folder of a repository

                    """)
            #expect(result.code == 2)
            let missing = try await sandbox.program(["run", "nothing"])
            #expect(
                missing.error
                    == "error: cannot find a git repository at \(folder)/nothing: No such file or directory\n")
            #expect(missing.code == 2)
        }
    }

    @Test(arguments: [
        (["run", "--colour"], "error: unknown option '--colour'\n"),
        (
            ["run", "--engine", "podman"],
            "error: the value 'podman' is invalid for '--engine <engine>'. "
                + "Please provide one of 'auto', 'buildah' or 'docker'.\n"
        ),
        (
            ["run", "--timeout", "soon"],
            "error: the value 'soon' is invalid for '--timeout <timeout>': give a length of time with its unit, such as `90s` or `1h30m`\n"
        ),
        (["rnu"], "error: unexpected argument 'rnu'\n"),
        (["build"], "error: missing expected argument '--variant <variant>'\n"),
    ])
    func wrongCommandLine(arguments: [String], expected: String) async throws {
        let result = try await TestProgram.run(arguments, environment: TestEnvironment.variables)
        #expect(result.error.hasPrefix(expected))
        #expect(result.error.contains("\n  usage: pipeline-runner"))
        #expect(result.output == "")
        #expect(result.code == 2)
    }

    @Test
    func machineWithoutEngine() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            let result = try await sandbox.program(
                ["run"], in: service.folder,
                environment: ["PATH": sandbox.temporaryFolder, "DOCKER_HOST": "unix:///nothing/docker.sock"])
            #expect(
                result.error == """
                    error: cannot find an engine
                      docker: it is not installed
                      buildah: it is not installed
                      help: install buildah: apt-get install buildah runc

                    """)
            #expect(result.output == "")
            #expect(result.code == 3)
            try await sandbox.expectNothingLeft()
        }
    }
}
