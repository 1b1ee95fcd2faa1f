import CommandRunner
import ImageEngines
import OCI
import PipelineCore
import PipelineTestSupport
import Testing

/// What is done at the daemon's socket is the same that the client does; the client is used where a context names the daemon.
@Suite(.serialized) struct DockerSocketTests {
    enum Way: CaseIterable { case socket, client }

    @Test(arguments: Way.allCases) func looksUpNamesAndRemoves(_ way: Way) async throws {
        try await withDocker(way) { docker in
            let image = try await TinyImage.load(into: docker)
            let found = try #require(try await docker.inspect(TinyImage.name))
            #expect(found.id == image)
            #expect(found.references.contains(TinyImage.name))

            let name = try ImageReference("localhost/\(TestEnvironment.uniqueName("way")):one")
            try await docker.tag(image, as: name)
            #expect(try await docker.inspect(name.description)?.id == image)
            try await docker.remove(image: name.description)
            #expect(try await docker.inspect(name.description) == nil)
            // What is gone already is no error.
            try await docker.remove(image: name.description)
            #expect(try await docker.inspect("localhost/no/such?image") == nil)
        }
    }

    @Test(arguments: Way.allCases) func endsAndRemovesContainers(_ way: Way) async throws {
        try await withDocker(way) { docker in
            let image = try await TinyImage.load(into: docker)
            var request = ContainerRequest(image: image, name: ContainerName(TestEnvironment.uniqueName("way")))
            request.arguments = ["true"]
            _ = try? await docker.run(request) { _ in }
            try await docker.remove(container: request.name)
            #expect(try await docker.containers(named: request.name.text) == [])
            try await docker.remove(container: request.name)
        }
    }

    @Test(arguments: Way.allCases) func runsWithOutputAndCode(_ way: Way) async throws {
        try await withDocker(way) { docker in
            let image = try await TinyImage.load(into: docker)
            var request = ContainerRequest(image: image, name: ContainerName(TestEnvironment.uniqueName("way")))
            request.environment = ["KEY": "two\nlines", "EMPTY": ""]
            request.secretFiles = [SecretFile(name: "token", contents: "in a file")]
            // A header's own bytes in the output, pieces longer than a read, and a last line without an end.
            let script = """
                printf '\\001\\000\\002\\000\\000\\n'; echo "$KEY"; echo "[$EMPTY]" >&2; cat /run/secrets/token; echo
                head -c 200000 /dev/zero | tr '\\000' x | fold -w 1000
                printf 'no end' >&2; exit 125
                """
            request.arguments = ["sh", "-c", script]
            let lines = CollectedLines()
            #expect(try await docker.run(request, output: lines.add) == 125)
            #expect(lines.errors == ["[]", "no end"])
            #expect(lines.output.prefix(4) == ["\u{1}\0\u{2}\0\0", "two", "lines", "in a file"])
            #expect(lines.output.dropFirst(4) == Array(repeating: String(repeating: "x", count: 1000), count: 200)[...])
            try await docker.remove(container: request.name)
        }
    }

    @Test(arguments: Way.allCases) func pushesAndSaysWhyNot(_ way: Way) async throws {
        try await withDocker(way) { docker in
            let image = try await TinyImage.load(into: docker)
            try await withRegistry { registry in
                let lines = CollectedLines()
                let name = try ImageReference("\(registry.host)/way:one")
                let digest = try await docker.push(image, to: .registry(name), output: lines.add)
                #expect(lines.output.last?.hasPrefix("one: digest: \(digest) size: ") == true)
                #expect(lines.output.contains { $0.hasSuffix(": Pushed") })
                #expect(!lines.output.contains { $0.contains("Pushing") && $0.contains("[") })
            }
            let name = try ImageReference("127.0.0.1:1/way:one")
            let failure = try await failure { try await docker.push(image, to: .registry(name)) { _ in } }
            #expect(failure?.code == .registryUnavailable)
        }
    }

    @Test(arguments: Way.allCases) func keepsImagesThatAreInUse(_ way: Way) async throws {
        try await withDocker(way) { docker in
            let image = try await TinyImage.load(into: docker)
            let name = TestEnvironment.uniqueName("holder")
            let client = Command("/usr/bin/docker", ["create", "--name", name, image.hex, "true"])
            _ = try await TestEnvironment.runner.capture(client)
            let failure = try await failure { try await docker.remove(image: image.hex) }
            #expect(failure?.details.contains { $0.contains("container") } == true)
            try await docker.remove(container: ContainerName(name))
        }
    }

    @Test func asksClientsOnceWhatTheyCan() async throws {
        try await withTemporaryFolder { folder in
            let settings = EngineSettings(cacheFolder: "\(folder)/cache")
            let script = "#!/bin/sh\necho \"$1\" >>\(folder)/asked\nexec /usr/bin/docker \"$@\"\n"
            try await writeProgram(script, to: "\(folder)/docker")
            var variables = TestEnvironment.variables
            variables["PATH"] = "\(folder):/usr/bin:/bin"
            let runner = CommandRunner(environment: variables)
            for _ in 0..<3 {
                let engine = try await EngineSelection.select(.docker, runner: runner, settings: settings)
                #expect(engine.name == "docker")
            }
            #expect(try read("\(folder)/asked") == "version\n")
            try await writeProgram("\(script)# another version\n", to: "\(folder)/docker")
            _ = try await EngineSelection.select(.docker, runner: runner, settings: settings)
            #expect(try read("\(folder)/asked") == "version\nversion\n")
            variables["DOCKER_HOST"] = "unix:///no/such/docker.sock"
            let away = CommandRunner(environment: variables)
            let failure = try await failure {
                try await EngineSelection.select(.docker, runner: away, settings: settings)
            }
            #expect(failure?.code == .engineUnavailable)
        }
    }

    private func withDocker(_ way: Way, _ body: (any ImageEngine) async throws -> Void) async throws {
        guard way == .client else { return try await body(try await TestEngine.docker.make()) }
        let host = try #require(TestEnvironment.variables["DOCKER_HOST"])
        try await withTemporaryFolder { folder in
            var variables = TestEnvironment.variables
            variables["DOCKER_HOST"] = nil
            variables["DOCKER_CONFIG"] = folder
            let made = try await CommandRunner(environment: variables).capture(
                Command("/usr/bin/docker", ["context", "create", "elsewhere", "--docker", "host=\(host)"]))
            #expect(made.status.isSuccess, "\(made.standardError)")
            variables["DOCKER_CONTEXT"] = "elsewhere"
            try await body(DockerEngine(runner: CommandRunner(environment: variables), client: "/usr/bin/docker"))
        }
    }
}
