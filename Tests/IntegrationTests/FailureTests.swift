import CommandRunner
import FoundationEssentials
import PipelineTestSupport
import Testing

/// Builds, tests and publications that fail: what is said, with which exit code, and that nothing is left.
@Suite(.timeLimit(.minutes(10)))
struct FailureTests {
    @Test(arguments: TestEngine.allCases)
    func buildStepThatFails(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, blubber: ServiceRepository.blubber(building: "echo making; echo no rule >&2; exit 3"))
            let result = try await sandbox.run(service)
            let tail = try #require(result.error.firstRange(of: "cannot build test\n"))
            let text = String(result.error[tail.upperBound...])
            #expect(text.contains(#"[publish/test]   RUN sh "-c" "echo making; echo no rule >&2; exit 3""#))
            for line in ["making", "no rule", "exit code 3"] { #expect(text.contains("[publish/test]   \(line)\n")) }
            #expect(text.contains("[publish/production] skipped\n"))
            try await expectNothingLeft(in: sandbox, result, code: 1)
            let log = try await logText(sandbox)
            #expect(log.contains("[publish/test]   exit code 3\n"))
        }
    }

    @Test(arguments: TestEngine.allCases)
    func testThatFails(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, test: "for i in 1 2 3; do echo case $i failed; done; exit 7")
            let result = try await sandbox.run(service)
            #expect(
                result.error.contains(
                    """
                    : the image's program exited with code 7; its last lines:
                    [publish/test]   case 1 failed
                    [publish/test]   case 2 failed
                    [publish/test]   case 3 failed
                    [publish/production] skipped
                    the full log: \(sandbox.state)/runs/
                    """))
            try await expectNothingLeft(in: sandbox, result, code: 1)

            let json = try await sandbox.run(service, "--format", "json")
            let report = try Report(json)
            #expect(json.code == 1)
            #expect(report.state == "failed" && report.images == [])
            #expect(report.stages.map(\.state) == ["failed", "skipped"])
            #expect(report.error?.message.hasPrefix("the image's program exited with code 7;") == true)
            for line in json.errorLines { _ = try Event(line) }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func programThatDoesNotExist(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let blubber = ServiceRepository.blubber.replacing("[sh, ./test.sh]", with: "[no-such-program]")
            let result = try await sandbox.run(try await ServiceRepository(in: sandbox, blubber: blubber))
            #expect(
                result.error.contains(
                    """
                    : cannot start `no-such-program`
                    [publish/test]   the image has no such program, or not the interpreter that it names
                    [publish/production] skipped

                    """))
            try await expectNothingLeft(in: sandbox, result, code: 1)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func testThatHangs(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, test: "echo waiting for the moon; sleep \(sandbox.nap)")
            let result = try await sandbox.run(service, "--timeout", "20s")
            #expect(
                result.error.contains(
                    """
                    : run was stopped: it took longer than 20.0s; its last lines:
                    [publish/test]   waiting for the moon

                    """))
            #expect(result.error.contains("\n[publish/production] skipped\n"))
            try await expectNothingLeft(in: sandbox, result, code: 1)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func buildThatHangs(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, blubber: ServiceRepository.blubber(building: "echo thinking; sleep \(sandbox.nap)"))
            let result = try await sandbox.run(service, "--timeout", "8s")
            #expect(
                result.error.contains(": build variant test was stopped: it took longer than 8.0s; its last lines:\n"))
            try await expectNothingLeft(in: sandbox, result, code: 1)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func baseOfUnreachableRegistry(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let result = try await sandbox.run(try await service(on: "127.0.0.1:1/team/base:7", in: sandbox))
            #expect(
                result.error.contains(": cannot pull 127.0.0.1:1/team/base:7, named at .pipeline/blubber.yaml:2:7\n"))
            #expect(result.error.contains("connect: connection refused\n"))
            #expect(
                result.error.contains(
                    "[publish/test]   help: is the registry 127.0.0.1:1 running, and can this machine reach it?\n"))
            try await expectNothingLeft(in: sandbox, result, code: 3)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func baseThatItsRegistryDoesNotHave(engine: TestEngine) async throws {
        try await withRegistry { registry in
            try await withSandbox(engine) { sandbox in
                let base = "\(registry.host)/team/base:7"
                let result = try await sandbox.run(try await service(on: base, in: sandbox))
                #expect(result.error.contains(": cannot pull \(base), named at .pipeline/blubber.yaml:2:7\n"))
                #expect(result.error.contains("manifest unknown"))
                try await expectNothingLeft(in: sandbox, result, code: 1)
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func registryThatWantsCredentials(engine: TestEngine) async throws {
        try await withRegistry(.closed) { registry in
            try await withSandbox(engine) { sandbox in
                let service = try await ServiceRepository(in: sandbox)
                let result = try await sandbox.run(service, "--registry", "docker://\(registry.host)/prod")
                let reference = "\(registry.host)/prod/\(service.imageName):"
                #expect(result.error.contains(": cannot push \(reference)"))
                #expect(result.error.contains(/help: .*log ?in/))
                try await expectNothingLeft(in: sandbox, result, code: 1)
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func registryThatDoesNotAnswer(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            let result = try await sandbox.run(service, "--registry", "docker://127.0.0.1:1/prod")
            #expect(result.error.contains("error: cannot reach the registry 127.0.0.1:1\n"))
            #expect(result.error.contains("connection refused"))
            #expect(
                result.error.contains("help: is the registry 127.0.0.1:1 running, and can this machine reach it?\n"))
            #expect(!result.error.contains("build variant"))
            try await expectNothingLeft(in: sandbox, result, code: 3)
        }
    }

    /// Docker's daemon tries for 50 seconds before it gives up, which is too long for a test.
    @Test
    func registryThatIsBroken() async throws {
        try await withBrokenRegistry { host in
            try await withSandbox(.buildah) { sandbox in
                let service = try await ServiceRepository(in: sandbox)
                let result = try await sandbox.run(service, "--registry", "docker://\(host)/prod")
                #expect(result.error.contains(": cannot push \(host)/prod/\(service.imageName):"))
                #expect(result.error.contains("invalid status code from registry 500"))
                #expect(result.code == 1 || result.code == 3)
                #expect(result.output == "")
                try await sandbox.expectNothingLeft()
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func fullDisk(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, files: ["big": String(repeating: "0123456789abcdef", count: 1 << 17)])
            let state = "\(sandbox.folder)/small"
            try await sandbox.shell("mkdir \(state); mount -t tmpfs -o size=1m tmpfs \(state)")
            let result = try await sandbox.run(service, "--state", state)
            #expect(result.error.contains("No space left on device"))
            #expect(result.output == "")
            #expect(result.code == 3)
            #expect(try await sandbox.shell("ls \(state)/workspaces") == "")
            try await sandbox.shell("umount \(state)")
            try await sandbox.expectNothingLeft()
        }
    }

    @Test
    func fullEngineStorage() async throws {
        try await withSandbox(.buildah) { sandbox in
            let blubber = ServiceRepository.blubber(building: "dd if=/dev/zero of=/tmp/big bs=1M count=30")
            let service = try await ServiceRepository(in: sandbox, blubber: blubber)
            let storage = sandbox.storage
            try await sandbox.shell(
                """
                mv '\(storage)' '\(storage).full'; mkdir '\(storage)'
                mount -t tmpfs -o size=20m tmpfs '\(storage)'
                cp -a '\(storage).full/.' '\(storage)'
                """)
            let result = try await sandbox.run(service)
            #expect(result.error.contains("cannot build test\n"))
            #expect(result.error.contains("o space left on device\n"))
            #expect(result.error.contains("help: free space on the file system of the engine's storage"))
            try await expectNothingLeft(in: sandbox, result, code: 3)
            try await sandbox.shell("umount --lazy '\(storage)'")
        }
    }

    private func service(on base: String, in sandbox: Sandbox) async throws -> ServiceRepository {
        let blubber = ServiceRepository.blubber.replacing(ServiceBase.name, with: base)
        return try await ServiceRepository(in: sandbox, blubber: blubber)
    }

    private func logText(_ sandbox: Sandbox) async throws -> String {
        try await sandbox.shell("cat \(sandbox.state)/runs/*/log.txt")
    }
}

/// The program ended with `code`, printed no result, published nothing and left nothing.
func expectNothingLeft(
    in sandbox: Sandbox, _ result: TestProgram.Result, code: Int32, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    #expect(result.code == code, "\(result.error)", sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    #expect(try isNothingPublished(in: sandbox), sourceLocation: sourceLocation)
    try await sandbox.expectNothingLeft(sourceLocation: sourceLocation)
}
