import FoundationEssentials
import PipelineTestSupport
import Testing

/// `pipeline-runner build`.
@Suite(.timeLimit(.minutes(10)))
struct BuildCommandTests {
    private static let blubber = """
        version: v4
        base: \(ServiceBase.name)
        lives: { in: /srv/app }
        variants:
          test:
            arguments: { GREETING: hello }
            builders: [{ custom: { command: 'echo "$GREETING" > greeting' } }]
            copies: [local]
            entrypoint: [sh, ./main.sh]

        """

    @Test(arguments: TestEngine.allCases)
    func buildsNamesAndRuns(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let tag = "localhost/pipeline-runner-tests/\(sandbox.name):mine"
            try write(Self.blubber, to: "\(sandbox.folder)/context/.pipeline/blubber.yaml")
            try write(
                "cat greeting; echo \"arguments: $*\"; echo oops >&2; exit ${1#--}\n",
                to: "\(sandbox.folder)/context/main.sh")
            let build = ["build", "context", "--engine", engine.rawValue, "--variant", "test", "--tag", tag]
            let built = try await sandbox.program(build)
            #expect(built.code == 0, "\(built.error)")
            #expect(built.output.contains(try Regex("^\(tag) [0-9a-f]{64}\n$")))

            let arguments = ["--build-arg", "GREETING=good evening", "--run", "--"]
            let ran = try await sandbox.program(build + arguments + ["--0", "two words"])
            #expect(ran.code == 0, "\(ran.error)")
            #expect(ran.output == "good evening\narguments: --0 two words\n")
            #expect(ran.error.contains("\n\(tag) "))
            #expect(ran.error.hasSuffix("oops\n"))

            let json = try await sandbox.program(build + ["--format", "json"] + arguments + ["--0"])
            #expect(json.code == 0, "\(json.error)")
            #expect(
                json.output.contains(
                    try Regex(#"^\{"image":\{"id":"[0-9a-f]{64}","name":"\#(tag)"\},"state":"passed","variant":"#)))
            #expect(
                try json.errorLines.map { try Event($0) }.contains { $0.event == "output" && $0.text == "good evening" }
            )

            let failed = try await sandbox.program(build + arguments + ["--9"])
            #expect(failed.code == 1)
            #expect(failed.error.hasSuffix("oops\nerror: the image's program exited with code 9\n"))
            try await sandbox.expectNothingLeft()
            guard engine == .docker else { return }
            // The first image lost its name to the second.
            let first = built.output.dropFirst(tag.count + 1).prefix(64)
            try await sandbox.shell("docker rmi --force \(tag) \(first)")
        }
    }

    /// An image without a name would lie about in the storage, and nobody would know what it is.
    @Test(arguments: TestEngine.allCases)
    func withoutATagTheNextBuildTakesTheNameOver(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let project = sandbox.name
            let text =
                "version: v4\nbase: \(ServiceBase.name)\nvariants: { app: { builder: { command: 'echo WHICH > x' } } }\n"
            var built: [String] = []
            for number in ["1", "2"] {
                try write(text.replacing("WHICH", with: number), to: "\(sandbox.folder)/\(project)/blubber.yaml")
                let result = try await sandbox.program(
                    ["build", project, "--engine", engine.rawValue, "--variant", "app"])
                let words = result.output.split(whereSeparator: \.isWhitespace)
                #expect(words.count == 2, "\(result.error)")
                #expect(words.first ?? "" == "localhost/pipeline-runner/\(project):app")
                built.append(String(words.last ?? ""))
            }
            #expect(built.first != built.last)
            let list =
                engine == .docker
                ? "docker image inspect --format '{{.Id}}' \(built.joined(separator: " ")) 2> /dev/null || true"
                : "buildah images --quiet --no-trunc"
            let images = try await sandbox.shell(list)
            #expect(images.contains("sha256:\(built[1])"))
            #expect(!images.contains("sha256:\(built[0])"))
            if engine == .docker { try await sandbox.shell("docker rmi --force \(built[1])") }
        }
    }

    @Test
    func findsTheBlubberFile() async throws {
        try await withSandbox(.buildah) { sandbox in
            let build = ["build", "context", "--engine", "buildah", "--variant", "test"]
            let none = try await sandbox.program(build)
            #expect(
                none.error == """
                    error: there is no Blubber file: context/.pipeline/blubber.yaml and context/blubber.yaml do not exist

                    """)
            #expect(none.code == 2)
            let named = try await sandbox.program(build + ["--blubberfile", "mine.yaml"])
            #expect(
                named.error
                    == "error: there is no Blubber file: mine.yaml and context/mine.yaml do not exist\n")
            #expect(named.code == 2)

            let text = "version: v4\nbase: \(ServiceBase.name)\nvariants: { test: { entrypoint: [echo, WHICH] } }\n"
            try write(text.replacing("WHICH", with: "root"), to: "\(sandbox.folder)/context/blubber.yaml")
            let root = try await sandbox.program(build + ["--run"])
            #expect(root.output == "root\n", "\(root.error)")
            try write(
                text.replacing("WHICH", with: "folder"), to: "\(sandbox.folder)/context/.pipeline/blubber.yaml")
            let folder = try await sandbox.program(build + ["--run"])
            #expect(folder.output == "folder\n", "\(folder.error)")
        }
    }

    @Test(arguments: [
        (["--variant", "tset"], "error: context/blubber.yaml has no variant `tset`\n"),
        (["--variant", "test", "--build-arg", "=x"], "error: --build-arg takes NAME=VALUE, not `=x`\n"),
        (["--variant", "test", "--", "x"], "error: arguments behind `--` need --run\n"),
        (["--variant", "test", "--tag", "UPPER"], "error: `UPPER` is not an image reference: "),
    ])
    func mistakes(arguments: [String], expected: String) async throws {
        try await withSandbox(.buildah) { sandbox in
            try write(
                "version: v4\nbase: \(ServiceBase.name)\nvariants: { test: {} }\n",
                to: "\(sandbox.folder)/context/blubber.yaml")
            let result = try await sandbox.program(["build", "context", "--engine", "buildah"] + arguments)
            #expect(result.error.hasPrefix(expected), "\(result.error)")
            #expect(result.output == "")
            #expect(result.code == 2)
        }
    }

    @Test
    func failingBuildLeavesNothing() async throws {
        try await withSandbox(.buildah) { sandbox in
            try write(
                ServiceRepository.blubber(building: "echo on the way; exit 5"),
                to: "\(sandbox.folder)/context/blubber.yaml")
            let result = try await sandbox.program(["build", "context", "--engine", "buildah", "--variant", "test"])
            #expect(result.error.contains("error: cannot build test\n"))
            #expect(result.error.hasSuffix("  on the way\n  exit code 5\n"))
            #expect(result.output == "")
            #expect(result.code == 1)
            try await sandbox.expectNothingLeft()
        }
    }
}
