import PipelineCore
import PipelineTestSupport
import Synchronization
import Testing

// In series: on a small machine, fifty containers at once would measure the machine.
@Suite(.serialized) struct RunTests {
    @Test(arguments: TestEngine.allCases) func keepsOutputsApart(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let (code, lines) = try await bench.run(
                bench.base, ["sh", "-c", "echo out; echo err >&2; printf 'no end' >&2; exit 7"])
            #expect(code == 7)
            #expect(lines.output == ["out"])
            #expect(lines.errors == ["err", "no end"])
        }
    }

    @Test(arguments: TestEngine.allCases) func returnsExitCodesExactly(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            for expected: Int32 in [0, 1, 125, 126, 127, 137, 255] {
                let (code, lines) = try await bench.run(bench.base, ["sh", "-c", "exit \(expected)"])
                #expect(code == expected)
                #expect(lines.all == [])
            }
        }
    }

    @Test(arguments: TestEngine.allCases) func findsContainersThatAnotherProcessLeft(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let run = TestEnvironment.uniqueName("run")
            let prefix = ContainerName.prefix(ofRun: run)
            var names: [ContainerName] = []
            for other in [run, run, "\(run)x"] {
                let request = ContainerRequest(image: bench.base, name: .unique(run: other))
                _ = try await bench.engine.run(request.with(["true"])) { _ in }
                names.append(request.name)
            }
            let found = try await bench.engine.containers(named: prefix)
            #expect(Set(found) == Set(names.prefix(2)))
            try await bench.engine.remove(abandoned: found + [ContainerName("\(prefix)gone")])
            #expect(try await bench.engine.containers(named: prefix) == [])
            #expect(try await bench.engine.containers(named: "pipeline-runner-\(run)") == [names[2]])
            try await bench.engine.remove(container: names[2])
        }
    }

    @Test(arguments: TestEngine.allCases) func passesEnvironmentUnseen(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let secret = TestEnvironment.uniqueName("secret")
            let lines = CollectedLines()
            let seen = Mutex<[String]>([])
            var request = ContainerRequest(image: bench.base, name: ContainerName(TestEnvironment.uniqueName("test")))
            request.environment = [
                "SECRET": secret, "LINES": "one\ntwo", "EMPTY": "", "HOME": "/somewhere", "A": "#=1 ",
            ]
            request.arguments = [
                "sh", "-c", #"echo ready; read -t 1 x; echo "$SECRET"; echo "$LINES"; echo "$HOME${EMPTY-unset}$A.""#,
            ]
            let code = try await bench.engine.run(request) { line in
                lines.add(line)
                if line.text == "ready" {
                    seen.withLock { $0 = ProcessTable.commandLines(containing: secret) }
                }
            }
            try await bench.engine.remove(container: request.name)
            #expect(code == 0)
            #expect(seen.withLock { $0 } == [])
            #expect(lines.output == ["ready", secret, "one", "two", "/somewhere#=1 ."])
        }
    }

    @Test(arguments: TestEngine.allCases) func keepsToItsLimits(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let many = ["sh", "-c", "for i in $(seq 60); do sleep 3 & done; wait"]
            let (forked, lines) = try await bench.run(bench.base, many) { $0.limits.processes = 20 }
            #expect(forked != 0)
            #expect(lines.errors.contains { $0.contains("can't fork") })
            let large = ["dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"]
            let (killed, _) = try await bench.run(bench.base, large) { $0.limits.memory = 32 << 20 }
            #expect(killed == 137)
            let (free, _) = try await bench.run(bench.base, large)
            #expect(free == 0)
            let (slow, _) = try await bench.run(bench.base, ["true"]) { $0.limits.processors = 0.5 }
            #expect(slow == 0)
        }
    }

    @Test(arguments: TestEngine.allCases) func mountsSecretsForTheUserAlone(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let script = "cat /run/secrets/k; stat -c '%a %u' /run/secrets/k; echo x >> /run/secrets/k"
            let (code, lines) = try await bench.run(bench.base, ["sh", "-c", script]) {
                $0.secretFiles = [SecretFile(name: "k", contents: "the key\n")]
            }
            #expect(code != 0)
            #expect(lines.output == ["the key", "400 0"])
        }
    }

    @Test(arguments: TestEngine.allCases) func hasALoopbackWithoutNetwork(_ kind: TestEngine) async throws {
        let script = """
            ip -o -4 addr | awk '{ print $2, $4 }'
            grep -w localhost /etc/hosts | head -n 1 | awk '{ print $1 }'
            echo heard | nc -l -p 5000 &
            for attempt in $(seq 50); do sleep 1 | nc 127.0.0.1 5000 && exit; done
            exit 1
            """
        try await withBench(kind) { bench in
            let (code, lines) = try await bench.run(
                bench.base, ["sh", "-c", script]
            ) { $0.settings.network = .none }
            #expect(code == 0)
            #expect(lines.output == ["lo 127.0.0.1/8", "127.0.0.1", "heard"])
        }
    }

    @Test(arguments: TestEngine.allCases) func explainsWhatCannotRun(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let missing = try await failure { try await bench.run(bench.base, ["/no/such", "x"]) }
            #expect(
                missing?.description == """
                    cannot start `/no/such`
                      the image has no such program, or not the interpreter that it names
                    """)
            let plain = try await failure { try await bench.run(bench.base, ["/etc/passwd"]) }
            #expect(
                plain?.description == """
                    cannot start `/etc/passwd`
                      the file is not executable for the image's user
                    """)
            let nothing = try await failure { try await bench.run(bench.base) }
            #expect(
                nothing?.description == """
                    cannot run image \(bench.base.hex.prefix(12))
                      it has neither an entrypoint nor default arguments
                      help: set `entrypoint` in the variant, or give arguments
                    """)
            let unknown = try #require(ImageID(String(repeating: "a1", count: 32)))
            let noImage = try await failure { try await bench.run(unknown, ["true"]) }
            #expect(noImage?.description == "cannot run image a1a1a1a1a1a1\n  the engine does not hold it")
            #expect([missing, plain, nothing, noImage].allSatisfy { $0?.code == .runFailed })
        }
    }

    @Test(arguments: TestEngine.allCases) func doesNotWaitForBackgroundProcesses(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let sleep = "sleep 5\(UInt32.random(in: 100_000_000...UInt32.max))"
            let start = ContinuousClock.now
            let (code, lines) = try await bench.run(
                bench.base, ["sh", "-c", "\(sleep) & setsid \(sleep) & echo done; exit 3"])
            #expect(code == 3)
            #expect(lines.output == ["done"])
            #expect(start.duration(to: .now) < .seconds(20))
            try await expectEventually { ProcessTable.commandLines(containing: sleep).isEmpty }
        }
    }

    // Without patience the engine is killed before it can clean up itself.
    @Test(arguments: TestEngine.allCases, [Duration.seconds(5), .zero])
    func leavesNothingOfACancelledRun(_ kind: TestEngine, _ patience: Duration) async throws {
        try await withBench(kind, patience: patience) { bench in
            let sleep = "sleep 6\(UInt32.random(in: 100_000_000...UInt32.max))"
            var request = ContainerRequest(image: bench.base, name: ContainerName(TestEnvironment.uniqueName("test")))
            request.arguments = ["sh", "-c", "trap '' TERM; echo started; \(sleep); \(sleep)"]
            let (started, signal) = AsyncStream<Void>.makeStream()
            let run = Task { [request] in
                defer { signal.finish() }
                return try await bench.engine.run(request) { if $0.text == "started" { signal.yield() } }
            }
            for await _ in started { break }
            run.cancel()
            await #expect(throws: CancellationError.self) { try await run.value }
            #expect(ProcessTable.commandLines(containing: sleep).isEmpty)
            let containers = try await bench.containers()
            #expect(!containers.contains(request.name.text))
        }
    }

    @Test(arguments: TestEngine.allCases) func copiesOutOfAStoppedContainer(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            var request = ContainerRequest(image: bench.base, name: ContainerName(TestEnvironment.uniqueName("test")))
            request.arguments = [
                "sh", "-c",
                """
                mkdir -p /out/sub; echo one > /out/one; echo two > /out/sub/two; chmod 750 /out/sub/two
                ln -s sub /out/link; ln -s /etc /host; ln -s /out /alias
                """,
            ]
            #expect(try await bench.engine.run(request) { _ in } == 0)
            let copy = bench.engine.copy
            try await copy("/out/one", request.name, "\(bench.folder)/single")
            try await copy("/out/", request.name, "\(bench.folder)/contents")
            try await copy("/alias/sub", request.name, "\(bench.folder)/contents")
            try await copy("/host/passwd", request.name, "\(bench.folder)/passwd")
            try await copy("/alias/", request.name, "\(bench.folder)/through-link")
            #expect(try read("\(bench.folder)/single") == "one\n")
            #expect(try read("\(bench.folder)/contents/sub/two") == "two\n")
            #expect(try read("\(bench.folder)/contents/link/two") == "two\n")
            #expect(try read("\(bench.folder)/through-link/one") == "one\n")
            #expect(try read("\(bench.folder)/passwd").contains("nobody:x:65534:65534:nobody:/:/bin/sh"))
            let missing = try await failure { try await copy("/out/none", request.name, bench.folder) }
            #expect(
                missing?.description == """
                    cannot copy /out/none
                      the container has no such file
                      help: did the program that ran in it write the file there?
                    """)
            try await bench.engine.remove(container: request.name)
            try await bench.engine.remove(container: request.name)
            let containers = try await bench.containers()
            #expect(!containers.contains(request.name.text))
        }
    }
}

extension ContainerRequest {
    fileprivate func with(_ arguments: [String]) -> ContainerRequest {
        var request = self
        request.arguments = arguments
        return request
    }
}
