import FoundationEssentials
import PipelineTestSupport
import Testing

/// `.pipeline/config.yaml`: several stages, values that pass from one to the next, and what publishes when.
@Suite(.timeLimit(.minutes(10)))
struct PipelineFileTests {
    private static let config = """
        pipelines:
          check:
            blubberfile: blubber.yaml
            stages:
              - name: unit
                build: test
                run: { arguments: ["${setup.projectShortName}"], env: { COLOUR: blue }, tail: 1 }
                exports: { verdict: "${.output}" }
          deliver:
            blubberfile: blubber.yaml
            stages:
              - { name: image, build: production }
              - { name: smoke, run: { image: "${image.imageID}", arguments: ["--smoke"] } }
              - name: push
                publish:
                  image: { id: "${image.imageID}", name: "${setup.project}-web", tag: edge, tags: ["${setup.commit}"] }
                exports: { where: "${.publishedImage}" }

        """

    private static let test = "echo started; echo verdict on $1: $COLOUR"

    @Test(arguments: TestEngine.allCases)
    func valuesPassFromStageToStage(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, config: Self.config, test: Self.test, main: "echo main got: $*")
            let result = try await sandbox.run(service, "--format", "json")
            #expect(result.code == 0, "\(result.error)")
            let report = try Report(result)
            #expect(
                report.stages.map { "\($0.pipeline)/\($0.name)" } == [
                    "check/unit", "deliver/image", "deliver/smoke", "deliver/push",
                ])
            #expect(report.stages.allSatisfy { $0.state == "passed" })
            let commit = try await service.head()
            #expect(report.images.map(\.name) == ["\(service.imageName)-web"])
            #expect(report.images.map(\.tags) == [["edge", commit]])
            let texts = try result.errorLines.map { try Event($0) }.compactMap(\.text)
            #expect(texts.contains("verdict on \(sandbox.name): blue"))
            #expect(texts.contains("main got: --smoke"))
            try await sandbox.expectNothingLeft()
        }
    }

    @Test
    func eventAndFlagsDecideWhatPublishes() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, config: Self.config, test: Self.test, main: "echo main got: $*")
            let gate = try Report(try await sandbox.run(service, "--event", "gate", "--format", "json"))
            #expect(gate.stages.map(\.name) == ["unit"])
            #expect(gate.state == "passed" && gate.images == [])

            let one = try Report(try await sandbox.run(service, "--pipeline", "check", "--format", "json"))
            #expect(one.stages.map(\.name) == ["unit"])

            let dry = try Report(
                try await sandbox.run(service, "--pipeline", "deliver", "--no-publish", "--format", "json"))
            #expect(dry.stages.map(\.name) == ["image", "smoke", "push"])
            #expect(dry.state == "passed" && dry.images == [])
            #expect(try isNothingPublished(in: sandbox))

            let bold = try Report(
                try await sandbox.run(
                    service, "--event", "gate", "--publish", "--pipeline", "deliver", "--format", "json"))
            #expect(bold.images.count == 1)
        }
    }

    @Test
    func failingStageStopsTheRest() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, config: Self.config, test: Self.test, main: "echo broken; exit 4")
            let result = try await sandbox.run(service, "--format", "json")
            let report = try Report(result)
            #expect(report.stages.map(\.state) == ["passed", "passed", "failed", "skipped"])
            #expect(report.error?.text == "the image's program exited with code 4; its last lines:\n  broken")
            #expect(result.code == 1)
            #expect(try isNothingPublished(in: sandbox))
            try await sandbox.expectNothingLeft()
        }
    }

    /// Only the folder at the root counts, also for a pipeline that works in a folder with one of its own.
    @Test
    func aPipelineFolderBelowTheRootIsNotRead() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox,
                config: "pipelines: { p: { blubberfile: blubber.yaml, directory: some/dir, stages: [name: test] } }",
                files: [
                    "some/dir/.pipeline/config.yaml": "pipelines: [",
                    "some/dir/.pipeline/blubber.yaml": "variants: [",
                    "some/dir/test.sh": "echo the test of some/dir",
                ])
            for folder in [service.folder, "\(service.folder)/some/dir"] {
                let result = try await sandbox.run(service, in: folder)
                #expect(result.code == 0, "\(result.error)")
                #expect(result.error.contains("[p/test] the test of some/dir\n"))
            }
            let checked = try await sandbox.program(["validate"], in: service.folder)
            #expect(checked.code == 0 && !checked.output.contains("some/dir"), "\(checked.error)")

            try await service.git("rm --quiet -r .pipeline")
            try await service.commit("only the nested one is left")
            let without = try await sandbox.run(service)
            #expect(without.code == 2)
            #expect(
                without.error.hasPrefix(
                    "error: the commit has neither .pipeline/blubber.yaml nor .pipeline/config.yaml\n"),
                "\(without.error)")
        }
    }
}
