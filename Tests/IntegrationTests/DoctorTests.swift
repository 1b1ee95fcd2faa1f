import FoundationEssentials
import PipelineTestSupport
import Testing

/// `pipeline-runner doctor`.
@Suite(.timeLimit(.minutes(10)))
struct DoctorTests {
    @Test(arguments: TestEngine.allCases)
    func fitMachine(engine: TestEngine) async throws {
        try await withRegistry { registry in
            try await withSandbox(engine) { sandbox in
                let result = try await sandbox.program([
                    "doctor", "--engine", engine.rawValue, "--registry", "docker://\(registry.host)/prod",
                ])
                #expect(result.code == 0, "\(result.output)")
                #expect(result.error == "")
                #expect(result.output.contains("\n[ok] engine in use: \(engine)\n"))
                #expect(result.output.contains(/\n\[ok\] libgit2: \d+\.\d+/))
                #expect(result.output.contains("\n[ok] state folder: \(sandbox.state), "))
                #expect(result.output.contains(registry.host))
                try await sandbox.expectNothingLeft()
            }
        }
    }

    @Test
    func machineWithoutAnything() async throws {
        try await withTemporaryFolder { folder in
            let sandbox = Sandbox(engine: .buildah, folder: folder)
            let result = try await sandbox.program(
                ["doctor", "--registry", "docker://127.0.0.1:1/prod"],
                environment: ["PATH": "\(folder)/empty", "DOCKER_HOST": "unix:///nothing/docker.sock"])
            #expect(result.code == 3)
            #expect(result.error == "")
            #expect(result.output.contains("[--] docker: "))
            #expect(
                result.output.contains("[--] buildah: it is not installed\n     help: apt-get install buildah runc\n"))
            #expect(result.output.contains("[no] engine in use: none\n"))
            #expect(result.output.contains("[no] skopeo: it is not installed\n     help: apt-get install skopeo\n"))
            #expect(result.output.contains(/\n\[no\] \S*.*127\.0\.0\.1:1/))
        }
    }

    /// What answers 404 is a registry without the image, or no registry at all.
    @Test(arguments: [(404, ""), (200, "<html>")])
    func serverThatIsNoRegistry(_ status: Int, _ page: String) async throws {
        try await withSandbox(.buildah) { sandbox in
            try await PythonServer.withHTTP(statuses: [status], body: page) { server in
                let result = try await sandbox.program(
                    ["doctor", "--engine", "buildah", "--registry", "docker://127.0.0.1:\(server.port)/prod"])
                #expect(result.code == 3)
                #expect(result.output.contains("[no] registry docker://127.0.0.1:\(server.port)/prod: "))
                #expect(
                    result.output.contains(
                        "\n     help: 127.0.0.1:\(server.port) answers, but not as a registry does: check host and port\n"
                    ))
            }
        }
    }

    @Test
    func fullStateFolder() async throws {
        try await withSandbox(.buildah) { sandbox in
            let state = "\(sandbox.folder)/small"
            try await sandbox.shell("mkdir \(state); mount -t tmpfs -o size=1m tmpfs \(state)")
            let result = try await sandbox.program(["doctor", "--state", state])
            try await sandbox.shell("umount \(state)")
            #expect(result.code == 3)
            #expect(
                result.output.contains("[no] state folder: \(state), 1 MiB free\n     help: free at least 1024 MiB\n"))
        }
    }
}
