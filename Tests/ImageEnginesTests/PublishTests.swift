import CommandRunner
import FoundationEssentials
import ImageEngines
import OCI
import PipelineCore
import PipelineTestSupport
import Testing

// In series: on a small machine, fifty containers at once would measure the machine.
@Suite(.serialized) struct PublishTests {
    @Test(arguments: TestEngine.allCases) func pushesWhatTheRegistryThenHolds(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let image = try await bench.build("FROM BASE AS test\nRUN echo \(TestEnvironment.uniqueName("x")) > /x\n")
            try await withRegistry { registry in
                let reference = try ImageReference("\(registry.host)/team/service:1")
                let digest = try await bench.engine.push(image, to: .registry(reference)) { _ in }
                let again = try await bench.engine.push(image, to: .registry(reference.tagged("latest"))) { _ in }
                #expect(digest == again)
                #expect(try await held(reference) == digest.text)
                #expect(try await held(reference.tagged("latest")) == digest.text)

                for name in [reference, try reference.tagged("latest")] {
                    try await bench.engine.remove(image: name.description)
                }
                try await bench.engine.remove(image: image.hex)
                #expect(try await bench.engine.inspect(reference.description) == nil)
                let pulled = try await bench.engine.pull(reference, policy: .missing) { _ in }
                #expect(pulled.id == image)
                #expect(pulled.manifestDigest == digest)
                #expect(try await bench.engine.pull(reference, policy: .always) { _ in } == pulled)
                try await bench.engine.remove(image: reference.description)
            }
        }
    }

    /// What the registry itself says, without the code under test.
    private func held(_ reference: ImageReference) async throws -> String {
        let url = "http://\(reference.domain ?? "")/v2/\(reference.path)/manifests/\(reference.tag ?? "")"
        let types = ["oci.image.manifest.v1", "docker.distribution.manifest.v2"]
            .flatMap { ["-H", "Accept: application/vnd.\($0)+json"] }
        let answer = try await TestEnvironment.runner.capture(
            Command("curl", ["-sI", "--noproxy", "*"] + types + [url]))
        let header = answer.standardOutput.split(whereSeparator: \.isNewline)
            .first { $0.lowercased().hasPrefix("docker-content-digest: ") }
        return header.map { String($0.dropFirst(23)) } ?? answer.standardOutput
    }

    /// With the account that the engine itself is given.
    @Test(arguments: TestEngine.allCases) func saysWhatARegistryHolds(_ kind: TestEngine) async throws {
        try await withRegistry(.account) { registry in
            try await withTemporaryFolder { folder in
                let account = Data("\(TestRegistry.account.name):\(TestRegistry.account.password)".utf8)
                    .base64EncodedString()
                try write(#"{"auths":{"\#(registry.host)":{"auth":"\#(account)"}}}"#, to: "\(folder)/config.json")
                var variables = TestEnvironment.variables
                variables["REGISTRY_AUTH_FILE"] = kind == .buildah ? "\(folder)/config.json" : nil
                variables["DOCKER_CONFIG"] = kind == .docker ? folder : nil
                let engine = try await EngineSelection.select(
                    kind == .docker ? .docker : .buildah, runner: CommandRunner(environment: variables),
                    settings: EngineSettings(cacheFolder: TestEnvironment.cacheFolder))
                let image = try await TinyImage.load(into: engine)
                let inspected = try #require(try await engine.inspect(image.hex))
                let reference = try ImageReference("\(registry.host)/team/service:1")
                let layout = ImageDestination.layout(folder: "\(folder)/published: here", name: "service:1")
                for destination in [.registry(reference), layout] {
                    let digest = try await engine.push(image, to: destination) { _ in }
                    let held = try #require(try await engine.inspect(at: destination))
                    #expect(held.digest == digest)
                    #expect(held.environment == inspected.environment)
                    #expect(held.command == inspected.command)
                    #expect(held.labels == inspected.labels)
                }
                #expect(try await engine.inspect(at: .registry(reference.tagged("2"))) == nil)
                #expect(try await engine.inspect(at: .layout(folder: folder, name: "service:1")) == nil)
            }
        }
    }

    @Test(arguments: TestEngine.allCases) func explainsRefusals(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let nobody = try ImageReference("127.0.0.1:9/team/service:1")
            let unreachable = try await failure {
                try await bench.engine.push(bench.base, to: .registry(nobody)) { _ in }
            }
            #expect(unreachable?.code == .registryUnavailable)
            #expect(unreachable?.operation == "push")
            #expect(unreachable?.subject == "127.0.0.1:9/team/service:1")
            #expect(unreachable?.hint == "is the registry 127.0.0.1:9 running, and can this machine reach it?")
            try await bench.engine.remove(image: nobody.description)

            try await withRegistry(.closed) { registry in
                let reference = try ImageReference("\(registry.host)/team/service:1")
                let refused = try await failure {
                    try await bench.engine.push(bench.base, to: .registry(reference)) { _ in }
                }
                #expect(refused?.code == .registryFailed)
                #expect(
                    refused?.hint
                        == "log in with `buildah login --tls-verify=false \(registry.host)` or `docker login \(registry.host)`"
                )
                try await bench.engine.remove(image: reference.description)
            }
            try await withRegistry { registry in
                let reference = try ImageReference("\(registry.host)/team/none:1")
                let missing = try await failure { try await bench.engine.pull(reference, policy: .always) { _ in } }
                #expect(missing?.code == .baseUnavailable)
                #expect(missing?.hint == "\(registry.host) has no such image: check name and tag")
            }
            let local = try ImageReference("localhost/no-such:1")
            let notPulled = try await failure { try await bench.engine.pull(local, policy: .always) { _ in } }
            #expect(
                notPulled?.description == """
                    cannot find localhost/no-such:1
                      \(kind) does not hold it, and `localhost/` names are never pulled
                      help: build it first, or name an image of a registry
                    """)
        }
    }

    @Test(arguments: TestEngine.allCases) func movesNamesInALayout(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let layout = OCILayout(folder: "\(bench.folder)/published: here")
            #expect(try layout.entries() == [])
            let image = try await bench.build("FROM BASE AS test\nRUN echo \(TestEnvironment.uniqueName("x")) > /x\n")
            let first = try await publish(bench, bench.base, "service:1", layout)
            let latest = try await publish(bench, bench.base, "service:latest", layout)
            let second = try await publish(bench, image, "service:latest", layout)
            #expect(first == latest)
            #expect(first != second)
            #expect(try layout.digest(of: "service:1") == first)
            #expect(try layout.digest(of: "service:latest") == second)
            #expect(try layout.entries().map(\.name).sorted() == ["service:1", "service:latest"])
            #expect(try await publish(bench, image, "service:1", layout) == second)
            #expect(try layout.digest(of: "none") == nil)
            // What another tool reads is what counts.
            let read = try await TestEnvironment.runner.capture(
                {
                    var command = Command(
                        "skopeo", ["inspect", "--format", "{{.Digest}}", "oci:.:service:latest"])
                    command.workingDirectory = layout.folder
                    return command
                }())
            #expect(read.standardOutput == "\(second)\n")
        }
    }

    private func publish(
        _ bench: EngineBench, _ image: ImageID, _ name: String, _ layout: OCILayout
    ) async throws -> Digest {
        try await bench.engine.push(image, to: .layout(folder: layout.folder, name: name)) { _ in }
    }

    @Test func takesPublicationsAtTheSameTime() async throws {
        try await withTemporaryFolder { folder in
            let layout = OCILayout(folder: folder)
            var engines: [any ImageEngine] = []
            for kind in TestEngine.allCases { engines.append(try await kind.make()) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for engine in engines {
                    let image = try await TinyImage.load(into: engine)
                    for number in 1...4 {
                        group.addTask {
                            let target = ImageDestination.layout(folder: folder, name: "\(engine.name):\(number)")
                            let digest = try await engine.push(image, to: target) { _ in }
                            #expect(try layout.digest(of: "\(engine.name):\(number)") == digest)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try layout.entries().count == 8)
        }
    }

    @Test func refusesABrokenIndex() async throws {
        try await withTemporaryFolder { folder in
            try write("[]", to: "\(folder)/index.json")
            let failure = try await failure { try OCILayout(folder: folder).entries() }
            #expect(
                failure?.description == """
                    cannot read \(folder)/index.json
                      it is not the index of an OCI image layout
                      help: publish to another folder, or remove this one if nothing in it is needed
                    """)
        }
    }

    @Test func explainsAFolderThatCannotBe() async throws {
        try await withBench(.buildah) { bench in
            try write("", to: "\(bench.folder)/file")
            let failure = try await failure {
                try await publish(bench, bench.base, "x:1", OCILayout(folder: "\(bench.folder)/file/layout"))
            }
            #expect(
                failure
                    == EngineFailure(
                        .registryFailed, operation: "publish to", subject: "oci:\(bench.folder)/file/layout:x:1",
                        details: ["Not a directory"]))
        }
    }

    @Test(arguments: TestEngine.allCases) func loadsEqualArchivesAsEqualImages(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            try await TinyImage.writeArchive(to: "\(bench.folder)/root.tar", in: bench.folder)
            var source = TinyImage.rootFileSystem("\(bench.folder)/root.tar")
            source.labels["unique"] = TestEnvironment.uniqueName("load")
            source.command = ["/bin/echo", "loaded"]
            let reference = try ImageReference("localhost/\(TestEnvironment.uniqueName("base")):1")
            let first = try await bench.engine.load(source, as: reference)
            let digest = try await publish(bench, first, "base", OCILayout(folder: "\(bench.folder)/one"))
            #expect(try await bench.run(first).lines.output == ["loaded"])
            try await bench.engine.remove(image: reference.description)
            #expect(try await bench.engine.inspect(first.hex) == nil)
            let second = try await bench.engine.load(source, as: reference)
            #expect(first == second)
            #expect(try await publish(bench, second, "base", OCILayout(folder: "\(bench.folder)/two")) == digest)
            try await bench.engine.remove(image: reference.description)
        }
    }
}
