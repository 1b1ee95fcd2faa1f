import FoundationEssentials
import PipelineTestSupport
import Testing

/// The commands that only read files, and every command's help.
struct FileCommandTests {
    private static let blubber = "version: v4\nbase: registry.example.org/base:1\nvariants: { test: {}, other: {} }\n"

    private func program(_ arguments: String..., in folder: String = "/tmp", input: String? = nil) async throws
        -> TestProgram.Result
    {
        try await TestProgram.run(
            arguments, environment: TestEnvironment.variables, in: folder, input: input)
    }

    @Test
    func dockerfileOfFileAndStandardInput() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.blubber, to: "\(folder)/blubber.yaml")
            let fromFile = try await program("dockerfile", "blubber.yaml", "test", in: folder)
            #expect(fromFile.code == 0)
            #expect(fromFile.error == "")
            #expect(fromFile.output.hasPrefix("# syntax="))
            #expect(fromFile.output.contains("\nFROM registry.example.org/base:1 AS test\n"))
            let fromInput = try await program("dockerfile", "-", "test", input: Self.blubber)
            #expect(fromInput.output == fromFile.output)
            let portable = try await program("dockerfile", "-", "test", "--dialect", "portable", input: Self.blubber)
            #expect(!portable.output.contains("# syntax="))

            let wrong = try await program("dockerfile", "blubber.yaml", "tset", in: folder)
            #expect(wrong.code == 2)
            #expect(wrong.output == "")
            #expect(
                wrong.error == """
                    error: blubber.yaml has no variant `tset`
                      note: the variants are test, other
                      help: did you mean `test`?

                    """)
            let missing = try await program("dockerfile", "nothing.yaml", "test", in: folder)
            #expect(missing.code == 2)
            #expect(missing.error == "error: cannot read nothing.yaml: No such file or directory\n")
        }
    }

    @Test
    func resultThatCannotBeWritten() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.blubber, to: "\(folder)/blubber.yaml")
            let script = "\(TestProgram.path) dockerfile blubber.yaml test > /dev/full 2> error || echo $? > code"
            try await Sandbox(engine: .buildah, folder: folder).shell(script)
            #expect(try read("\(folder)/code") == "3\n")
            #expect(
                try read("\(folder)/error")
                    == "error: cannot write the result to standard output: No space left on device\n")
        }
    }

    @Test
    func validateFolderAndFiles() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.blubber, to: "\(folder)/good/.pipeline/blubber.yaml")
            try write(
                "pipelines: { check: { blubberfile: other.yaml, stages: [name: test] } }\n",
                to: "\(folder)/good/.pipeline/config.yaml")
            try write(Self.blubber, to: "\(folder)/good/.pipeline/other.yaml")
            let good = try await program("validate", "good", in: folder)
            #expect(good.code == 0)
            #expect(good.error == "")
            #expect(
                good.output == """
                    good/.pipeline/blubber.yaml: valid, variants: test, other
                    good/.pipeline/config.yaml: valid, pipelines: check
                    good/.pipeline/other.yaml: valid, variants: test, other

                    """)

            try write(
                "version: v4\nbaze: x\nvariants:\n  test: { entrypont: [sh] }\n", to: "\(folder)/bad.yaml")
            let bad = try await program("validate", "bad.yaml", "good/.pipeline/config.yaml", in: folder)
            #expect(bad.code == 2)
            #expect(bad.output == "good/.pipeline/config.yaml: valid, pipelines: check\n")
            #expect(bad.error.contains("bad.yaml:2:1: error: unknown key `baze`"))
            #expect(bad.error.contains("bad.yaml:4:11: error: unknown key `entrypont` in variant `test`"))
            #expect(bad.error.contains(" 2 | baze: x\n   | ^~~~\n"))

            try write("x", to: "\(folder)/empty/file")
            let none = try await program("validate", "empty", in: folder)
            #expect(none.code == 2)
            #expect(
                none.error == """
                    error: empty has no .pipeline folder
                      help: describe the image in .pipeline/blubber.yaml

                    """)
        }
    }

    /// From anywhere in a work tree the repository is meant, as it is for git.
    @Test
    func belowTheRepositorysRoot() async throws {
        try await withTemporaryFolder { folder in
            try write("x", to: "\(folder)/repo/sub/deep/file")
            let outside = try await program("validate", in: "\(folder)/repo/sub/deep")
            #expect(outside.error.hasPrefix("error: . has no .pipeline folder\n"))
            try write("ref: refs/heads/main\n", to: "\(folder)/repo/.git/HEAD")
            try write(Self.blubber, to: "\(folder)/repo/.pipeline/blubber.yaml")
            let valid = try await program("validate", in: "\(folder)/repo/sub/deep")
            #expect(valid.output == "../../.pipeline/blubber.yaml: valid, variants: test, other\n", "\(valid.error)")
            let graph = try await program("graph", in: "\(folder)/repo/sub")
            #expect(graph.output == (try await program("graph", in: "\(folder)/repo")).output)
            #expect(graph.code == 0)
            let build = try await program("build", "--variant", "tset", in: "\(folder)/repo/sub")
            #expect(build.error.hasPrefix("error: ../.pipeline/blubber.yaml has no variant `tset`\n"), "\(build.error)")

            // The nearest one counts, and none outside of the work tree.
            try write(Self.blubber, to: "\(folder)/repo/sub/.pipeline/blubber.yaml")
            try write("gitdir: elsewhere\n", to: "\(folder)/repo/sub/deep/.git")
            let nested = try await program("validate", in: "\(folder)/repo/sub/deep")
            #expect(nested.error.hasPrefix("error: . has no .pipeline folder\n"))
        }
    }

    /// A file is known by its keys, whatever its name is.
    @Test(arguments: [
        ("some.yaml", "engine: buildah\njobs: 2\n", "run configuration"),
        (
            "config.yaml", "registry: r.example\nbase_images: [r.example/bookworm:latest]\n",
            "image tree on r.example/bookworm:latest"
        ),
        ("config.yaml", "registry: r.example\n", "image tree"),
        ("runner.yaml", "registry: docker://r.example/x\n", "run configuration"),
        ("x.yaml", "version: v4\n", "no variants"),
    ])
    func kindOfAFile(_ name: String, _ text: String, _ kind: String) async throws {
        try await withTemporaryFolder { folder in
            try write(text, to: "\(folder)/\(name)")
            let result = try await program("validate", name, in: folder)
            #expect(result.output == "\(name): valid, \(kind)\n", "\(result.error)")
        }
    }

    @Test
    func validateAsJSONAndSARIF() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.blubber, to: "\(folder)/.pipeline/blubber.yaml")
            try write(
                "pipelines: { check: { blubberfile: blubber.yaml, stages: [name: tset] } }\n",
                to: "\(folder)/.pipeline/config.yaml")
            let json = try await program("validate", "--format", "json", ".", "nothing.yaml", in: folder)
            #expect(json.code == 2)
            #expect(json.error == "")
            #expect(
                json.output == """
                    {"files":[{"file":".pipeline/blubber.yaml","kind":"blubber","names":["test","other"],"valid":true},\
                    {"file":".pipeline/config.yaml","kind":"pipeline","names":["check"],"valid":false},\
                    {"file":"nothing.yaml","names":[],"valid":false}],\
                    "findings":[{"code":"blubber.no-such-variant","column":65,"endColumn":69,"endLine":1,\
                    "file":".pipeline/config.yaml","help":"did you mean `test`?","line":1,\
                    "message":".pipeline/blubber.yaml has no variant `tset`",\
                    "notes":["the variants are test, other"],"severity":"error"},\
                    {"code":"file.unreadable","file":"nothing.yaml",\
                    "message":"cannot read nothing.yaml: No such file or directory","notes":[],"severity":"error"}],\
                    "valid":false}

                    """)
            let sarif = try await program("validate", "--format", "sarif", in: folder)
            #expect(sarif.code == 2)
            #expect(sarif.error == "")
            #expect(sarif.output.contains(#""uri":".pipeline/config.yaml","uriBaseId":"%SRCROOT%""#))
            #expect(sarif.output.contains(#""region":{"endColumn":69,"endLine":1,"startColumn":65,"startLine":1}"#))
            try await PythonCheck.run("sarif", input: sarif.output)

            try write(Self.blubber, to: "\(folder)/good.yaml")
            let good = try await program("validate", "--format", "sarif", "good.yaml", in: folder)
            #expect(good.code == 0)
            #expect(good.output.contains(#""results":[]"#))
            try await PythonCheck.run("sarif", input: good.output)
        }
    }

    @Test
    func buildTellsProgramsWhatIsWrong() async throws {
        try await withTemporaryFolder { folder in
            try write("version: v4\nvariants: { test: { entrypont: [sh] } }\n", to: "\(folder)/blubber.yaml")
            let wrong = try await program("build", "--variant", "test", "--format", "json", in: folder)
            #expect(wrong.code == 2)
            let event = try Event(try #require(wrong.errorLines.first))
            #expect(wrong.errorLines.count == 1 && event.event == "error")
            let finding = try #require(event.error?.findings.first)
            #expect(finding.code == "blubber.unknown-key" && finding.file == "blubber.yaml")
            #expect([finding.line, finding.column, finding.endColumn] == [2, 21, 30])
            #expect(event.error?.kind == "badInput" && event.error?.help == "did you mean `entrypoint`?")
            #expect(wrong.output.hasPrefix(#"{"error":{"details":[],"findings":[{"code":"blubber.unknown-key","#))
            #expect(wrong.output.hasSuffix(#""state":"failed","variant":"test"}"# + "\n"))
        }
    }

    @Test
    func validateAFleet() async throws {
        try await withTemporaryFolder { folder in
            let line = "repositories: [{name: hello, url: ../hello.git, branches: [main], interval: 1s}]\n"
            try write(line, to: "\(folder)/fleet.yaml")
            let good = try await program("validate", "fleet.yaml", in: folder)
            #expect(good.output == "fleet.yaml: valid, repositories: hello\n")
            try write(line.replacing("hello, ", with: "hello, name: x, "), to: "\(folder)/twice.yaml")
            let twice = try await program("validate", "twice.yaml", in: folder)
            #expect(twice.code == 0)
            #expect(
                twice.error.hasPrefix("twice.yaml:1:30: warning: the key `name` is given twice; the last one counts\n"))
            try write("repos: []\n", to: "\(folder)/watch.yaml")
            let wrong = try await program("validate", "watch.yaml", in: folder)
            #expect(wrong.code == 2)
            #expect(wrong.error.contains("watch.yaml:1:1: error: unknown key `repos` in the fleet\n"))
        }
    }

    @Test(arguments: ["blubber", "pipeline", "watch"])
    func schemaIsOne(kind: String) async throws {
        let schema = try await program("schema", kind)
        #expect(schema.code == 0)
        #expect(schema.error == "")
        #expect(
            schema.output.hasPrefix(
                #"{\n  "$schema": "https://json-schema.org/draft/2020-12/schema",\n"#.replacing(#"\n"#, with: "\n")))
        try await PythonCheck.run("schema", input: schema.output)
    }

    @Test
    func usageErrorsLookLikeAllOthers() async throws {
        let wrong = try await program("valdate")
        #expect(wrong.code == 2)
        #expect(wrong.output == "")
        #expect(
            wrong.error == """
                error: unexpected argument 'valdate'
                  help: did you mean `validate`?
                  usage: pipeline-runner <subcommand>
                  help: `pipeline-runner --help` explains it

                """)
    }

    @Test
    func baseDefinitionThatIsWrong() async throws {
        try await withTemporaryFolder { folder in
            try write("name: base\nsuit: bookworm\n", to: "\(folder)/base.yaml")
            let result = try await program("base", "build", "base.yaml", in: folder)
            #expect(result.code == 2)
            #expect(result.output == "")
            #expect(result.error.contains("base.yaml:2:1: error: unknown key `suit`"))
            #expect(result.error.contains("help: did you mean `suite`?"))
            let missing = try await program("base", "build", "nothing.yaml", in: folder)
            #expect(missing.code == 2)
            #expect(
                missing.error == """
                    error: cannot read nothing.yaml: No such file or directory
                      help: name a definition of a base image, or a folder of them

                    """)
        }
    }

    @Test(arguments: [["run"], ["build"], ["dockerfile"], ["validate"], ["schema"], ["base", "build"]])
    func helpHasAnExample(command: [String]) async throws {
        let result = try await TestProgram.run(command + ["--help"], environment: TestEnvironment.variables)
        #expect(result.code == 0)
        #expect(result.error == "")
        #expect(result.output.contains("Example:\n"))
        #expect(result.output.contains("pipeline-runner \(command.joined(separator: " "))"))
        #expect(result.output.contains("USAGE: pipeline-runner \(command.joined(separator: " "))"))
    }

    @Test
    func versionAndOverview() async throws {
        let version = try await program("--version")
        #expect(version.code == 0)
        #expect(version.output.contains(/^\d+\.\d+\.\d+\n$/))
        #expect(version.error == "")
        let help = try await program("--help")
        #expect(help.code == 0)
        for command in ["run", "build", "dockerfile", "validate", "base", "schema", "doctor"] {
            #expect(help.output.contains("\n  \(command) "))
        }
        #expect(help.output.contains("130 interrupted"))
    }
}
