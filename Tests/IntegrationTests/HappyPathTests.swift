import FoundationEssentials
import PipelineTestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct HappyPathTests {
    @Test(arguments: TestEngine.allCases)
    func commitBecomesTestedPublishedImage(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            let commit = try await service.head()
            let result = try await sandbox.run(service)
            #expect(result.code == 0, "\(result.error)")
            #expect(result.error.contains("[publish/test] the test ran in /srv/app as 900\n"))

            // Standard output has the reference and the digest, and nothing else.
            let words = try #require(result.output.wholeMatch(of: /(\S+) (sha256:[0-9a-f]{64})\n/))
            let layout = "oci:\(sandbox.state)/registry"
            let reference = String(words.1)
            let name = try #require(reference.wholeMatch(of: /.*\/registry:(it-.*)/)?.1).description
            #expect(reference.hasPrefix(layout))
            #expect(name.contains(/^it-svc-[a-z0-9]+:\d{4}-\d\d-\d\d-\d{6}-production$/))

            let digest = String(words.2)
            #expect(try LayoutIndex("\(sandbox.state)/registry").digests == [name: digest])
            let image = try await InspectedImage("\(layout):\(name)", sandbox: sandbox)
            #expect(image.digest == digest)
            #expect(image.labels["org.opencontainers.image.revision"] == commit)
            #expect(
                image.labels["org.opencontainers.image.source"] == "https://git.example.org/\(service.project)")
            #expect(image.labels["org.opencontainers.image.base.name"] == ServiceBase.name)
            #expect(image.labels["org.opencontainers.image.created"]?.contains(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/) == true)
            try await sandbox.expectNothingLeft()
        }
    }

    /// Runs that begin in the same second publish under tags of their own.
    @Test
    func runsAtTheSameTimeShareNoTag() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            async let one = sandbox.run(service, "--format", "json")
            async let two = sandbox.run(service, "--format", "json")
            let reports = try await [Report(one), Report(two)]
            let references = reports.flatMap(\.images).map(\.reference)
            #expect(Set(references).count == 2)
            #expect(try LayoutIndex("\(sandbox.state)/registry").digests.count == 2)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func secondRunRebuildsNothing(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            let first = try await sandbox.run(service, "--format", "json")
            let second = try await sandbox.run(service, "--format", "json")
            #expect(second.code == 0, "\(second.error)")
            let (before, after) = (try Report(first), try Report(second))
            #expect(before.images.map(\.digest) == after.images.map(\.digest))
            let executed = engine == .docker ? /RUN|COPY/ : /^STEP \d+\/\d+: (?:RUN|COPY|USER)/
            let outputs = try second.errorLines.map { try Event($0) }.compactMap(\.text)
            let steps = outputs.indices.filter { outputs[$0].contains(executed) }
            #expect(!steps.isEmpty)
            for step in steps {
                #expect(outputs[step...].prefix(3).contains { $0.contains(/CACHED|Using cache/) }, "\(outputs[step])")
            }
            #expect(try await sandbox.keptImages().count == 2)
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func jsonReportsEveryEventAndOneResult(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            let result = try await sandbox.run(service, "--format", "json", "--tag", "v1")
            #expect(result.code == 0, "\(result.error)")
            let events = try result.errorLines.map { try Event($0) }
            #expect(
                events.map(\.event).filter { $0 != "output" } == [
                    "pipelineStarted", "stageStarted", "stepStarted", "stepStarted", "stageFinished",
                    "stageStarted", "stepStarted", "stepStarted", "published", "stageFinished",
                ])
            #expect(events.contains { $0.stage == "test" && $0.text == "the test ran in /srv/app as 900" })

            let report = try Report(result)
            #expect(report.state == "passed")
            #expect(report.commit == (try await service.head()))
            #expect(report.project == service.project)
            #expect(report.stages.map(\.name) == ["test", "production"])
            #expect(report.stages.allSatisfy { $0.state == "passed" && $0.seconds > 0 })
            let image = try #require(report.images.first)
            #expect(report.images.count == 1)
            #expect(image.name == service.imageName)
            #expect(image.tags.count == 2 && image.tags[0].hasSuffix("-production") && image.tags[1] == "v1")
            #expect(image.reference.hasSuffix("\(image.name):\(image.tags[0])"))
            let expected = image.tags.map { ("\(image.name):\($0)", image.digest) }
            #expect(
                try LayoutIndex("\(sandbox.state)/registry").digests == Dictionary(uniqueKeysWithValues: expected))

            let log = try read(try #require(report.log))
            for line in ["[publish/test] the test ran in /srv/app as 900", "[publish/production] --- publish"] {
                #expect(log.contains("\n\(line)"))
            }
            #expect(log.contains(image.digest))
        }
    }

    @Test(arguments: TestEngine.allCases)
    func registryHoldsTheDigestThatIsReported(engine: TestEngine) async throws {
        try await withRegistry { registry in
            try await withSandbox(engine) { sandbox in
                let service = try await ServiceRepository(in: sandbox)
                let result = try await sandbox.run(
                    service, "--registry", "docker://\(registry.host)/prod/services", "--tag", "v1")
                #expect(result.code == 0, "\(result.error)")
                let path = "prod/services/\(service.imageName)"
                let line = #/127\.0\.0\.1:\d+/(\S+):(\S+-production) (sha256:[0-9a-f]{64})\n/#
                let words = try #require(result.output.wholeMatch(of: line))
                #expect(words.1 == path)
                let tags = try await sandbox.shell("curl -sf http://\(registry.host)/v2/\(path)/tags/list")
                #expect(tags.contains("\"v1\"") && tags.contains("\"\(words.2)\""))
                for tag in [String(words.2), "v1"] {
                    let head = try await sandbox.shell(
                        """
                        curl -sfI -H 'Accept: application/vnd.oci.image.manifest.v1+json' \
                          -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
                          http://\(registry.host)/v2/\(path)/manifests/\(tag)
                        """)
                    #expect(head.contains("\r\nDocker-Content-Digest: \(words.3)\r\n"))
                }
                let again = try await sandbox.run(service, "--registry", "docker://\(registry.host)/prod/services")
                #expect(again.output.hasSuffix(" \(words.3)\n"))
                try await sandbox.expectNothingLeft()
            }
        }
    }
}
