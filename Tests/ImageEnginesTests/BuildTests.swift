import OCI
import PipelineCore
import PipelineTestSupport
import Testing

// In series: on a small machine, fifty containers at once would measure the machine.
@Suite(.serialized) struct BuildTests {
    @Test(arguments: TestEngine.allCases) func buildsATargetWithArgumentsAndLabels(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            var request = try bench.request(
                """
                FROM BASE AS first
                RUN echo built > /result
                FROM first AS test
                ARG GREETING
                COPY --from=first /result /copied
                COPY greeting.txt /
                RUN test "$(cat /copied)" = built && echo "$GREETING" > /argument
                USER 65534:65534
                WORKDIR /tmp
                ENV KEY=value
                ENTRYPOINT ["/bin/cat"]
                CMD ["/argument", "/greeting.txt"]
                LABEL b="two"
                FROM test AS never
                RUN false
                """)
            request.arguments = ["GREETING": "good morning"]
            let image = try await bench.build(request)
            let described = try await bench.engine.inspect(image.hex)
            let description = try #require(described)
            #expect(description.id == image)
            #expect(description.manifestDigest == nil)
            #expect(description.user == "65534:65534")
            #expect(description.workingDirectory == "/tmp")
            #expect(description.environment == ["PATH=/bin", "KEY=value"])
            #expect(description.entrypoint == ["/bin/cat"])
            #expect(description.command == ["/argument", "/greeting.txt"])
            #expect(description.labels["b"] == "two")
            #expect(description.labels["purpose"] == "tests")
            let (code, lines) = try await bench.run(image)
            #expect(code == 0)
            #expect(lines.output == ["good morning", "hello"])
        }
    }

    @Test(arguments: TestEngine.allCases) func cachesWhateverTheFileTimesAre(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let unique = TestEnvironment.uniqueName("build")
            let dockerfile = "FROM BASE AS test\nCOPY greeting.txt /\nRUN echo \(unique) > /unique\n"
            let first = try await bench.build(dockerfile)
            // The request writes the file anew.
            let second = try await bench.build(dockerfile)
            #expect(first == second)
            var request = try bench.request(dockerfile)
            request.usesCache = false
            #expect(try await bench.build(request) != first)
        }
    }

    @Test(arguments: TestEngine.allCases) func explainsAFailingInstruction(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let failure = try await failure {
                try await bench.build(
                    """
                    FROM BASE AS test
                    RUN echo unrelated
                    RUN for i in $(seq 1 20); do echo line $i; done; \\
                        printf 'the last one'; exit 9
                    """)
            }
            let instruction = "RUN for i in $(seq 1 20); do echo line $i; done;     printf 'the last one'; exit 9"
            let output = (7...20).map { "line \($0)" } + ["the last one"]
            #expect(
                failure
                    == EngineFailure(
                        .buildFailed, operation: "build", subject: "test",
                        details: [instruction] + output + ["exit code 9"]))
        }
    }

    @Test(arguments: TestEngine.allCases) func explainsAMissingFile(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let failure = try await failure { try await bench.build("FROM BASE AS test\nCOPY missing.txt /\n") }
            #expect(
                failure?.description == """
                    cannot build test
                      COPY missing.txt /
                      the build context has no `missing.txt`
                    """)
            #expect(failure?.code == .buildFailed)
        }
    }

    @Test(arguments: TestEngine.allCases) func explainsAMissingParent(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let failure = try await failure { try await bench.build("FROM localhost/no-such:1 AS test\nRUN true\n") }
            #expect(failure?.code == .baseUnavailable)
            #expect(
                failure?.description == """
                    cannot build test
                      its parent image localhost/no-such:1 is not there
                      help: build it first, or name an image of a registry
                    """)
        }
    }

    @Test(arguments: TestEngine.allCases) func recognisesAFullDisk(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            let failure = try await failure { try await bench.build("FROM BASE AS test\nRUN echo x > /dev/full\n") }
            #expect(failure?.code == .diskFull)
            #expect(failure?.hint?.hasPrefix("free space on the file system of the engine's storage") == true)
        }
    }

    @Test(arguments: TestEngine.allCases) func trustsABundleThatStaysOutOfTheImage(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            try write("-- bundle --\n", to: "\(bench.folder)/bundle.pem")
            var request = try bench.request(
                """
                FROM BASE AS test
                RUN --mount=type=secret,id=ca-bundle,target=/run/pipeline-runner-ca-bundle.pem,mode=0444 \\
                    grep -q bundle /run/pipeline-runner-ca-bundle.pem && echo \(TestEnvironment.uniqueName("x")) > /x
                """)
            request.settings.caBundle = "\(bench.folder)/bundle.pem"
            let image = try await bench.build(request)
            let (code, _) = try await bench.run(
                image, ["sh", "-c", "find / -xdev -type f | xargs grep -l -- '-- bundle'"])
            #expect(code != 0)
            let (_, lines) = try await bench.run(image, ["sh", "-c", #"cat "$SSL_CERT_FILE"; echo "$PIP_CERT""#]) {
                $0.settings.caBundle = "\(bench.folder)/bundle.pem"
            }
            #expect(lines.output == ["-- bundle --", "/run/pipeline-runner-ca-bundle.pem"])
        }
    }

    // Without patience the engine is killed before it can clean up itself.
    @Test(arguments: TestEngine.allCases, [Duration.seconds(5), .zero])
    func leavesNothingOfACancelledBuild(_ kind: TestEngine, _ patience: Duration) async throws {
        try await withBench(kind, patience: patience) { bench in
            let sleep = "sleep 4\(UInt32.random(in: 100_000_000...UInt32.max))"
            let request = try bench.request("FROM BASE AS test\nRUN trap '' TERM; echo started; \(sleep); \(sleep)\n")
            let (started, signal) = AsyncStream<Void>.makeStream()
            let build = Task {
                defer { signal.finish() }
                return try await bench.engine.build(request) { if $0.text.hasSuffix("started") { signal.yield() } }
            }
            for await _ in started { break }
            #expect(!ProcessTable.commandLines(containing: sleep).isEmpty)
            build.cancel()
            await #expect(throws: CancellationError.self) { try await build.value }
            try await expectEventually { ProcessTable.commandLines(containing: sleep).isEmpty }
            try await expectNoBuildContainers(bench)
        }
    }

    @Test(arguments: TestEngine.allCases) func leavesNoContainerOfAFailedBuild(_ kind: TestEngine) async throws {
        try await withBench(kind) { bench in
            _ = try await failure { try await bench.build("FROM BASE AS test\nRUN false\n") }
            try await expectNoBuildContainers(bench)
        }
    }
}
