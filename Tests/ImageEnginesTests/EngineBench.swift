import CommandRunner
import PipelineCore
import PipelineTestSupport

/// An engine with a tiny base image and a folder to build in.
struct EngineBench {
    let engine: any ImageEngine
    let base: ImageID
    let folder: String
    /// What was built, to be removed at the end.
    let built = BuiltImages()

    /// The request for building `target` of a Dockerfile whose parent `BASE` is the tiny image. The context is the folder
    /// `context`, which may hold files already.
    func request(_ dockerfile: String, target: String = "test") throws -> BuildRequest {
        try write(dockerfile.replacing("BASE", with: TinyImage.name), to: "\(folder)/Dockerfile")
        try write("hello\n", to: "\(folder)/context/greeting.txt")
        return BuildRequest(dockerfile: "\(folder)/Dockerfile", context: "\(folder)/context", target: target)
    }

    /// Builds `target` of a Dockerfile as `request` says.
    func build(_ dockerfile: String, target: String = "test") async throws -> ImageID {
        try await build(request(dockerfile, target: target))
    }

    /// Builds what `request` says.
    func build(_ request: BuildRequest) async throws -> ImageID {
        let image = try await engine.build(request) { _ in }
        built.add(image)
        return image
    }

    /// Runs an image, removes the container, and returns exit code and output.
    func run(
        _ image: ImageID, _ arguments: [String] = [], configure: (inout ContainerRequest) -> Void = { _ in }
    ) async throws -> (code: Int32, lines: CollectedLines) {
        var request = ContainerRequest(image: image, name: ContainerName(TestEnvironment.uniqueName("test")))
        request.arguments = arguments
        configure(&request)
        let lines = CollectedLines()
        let code = try await engine.run(request, output: lines.add)
        try await engine.remove(container: request.name)
        return (code, lines)
    }

    /// Removes what was built; an image that the test removed itself is no error.
    func removeImages() async {
        for image in built.all { try? await engine.remove(image: image.hex) }
    }

    /// The names of all containers that the engine has, running or not.
    func containers() async throws -> String {
        let command =
            engine.name == "docker"
            ? Command("/usr/bin/docker", ["ps", "--all", "--no-trunc"]) : Command("buildah", ["containers", "--all"])
        return try await TestEnvironment.runner.capture(command).standardOutput
    }
}

/// Hands a bench for an engine to `body`; cancelled commands are killed after `patience`.
func withBench<Result>(
    _ kind: TestEngine, patience: Duration = .seconds(5), _ body: (EngineBench) async throws -> Result
) async throws -> Result {
    let engine = try await kind.make(patience: patience)
    let base = try await TinyImage.load(into: engine)
    return try await withTemporaryFolder { folder in
        let bench = EngineBench(engine: engine, base: base, folder: folder)
        do {
            let result = try await body(bench)
            await bench.removeImages()
            return result
        } catch {
            await bench.removeImages()
            throw error
        }
    }
}

/// The failure that `body` throws; `nil` if it throws none.
func failure<Result>(_ body: () async throws -> Result) async throws -> EngineFailure? {
    do {
        _ = try await body()
        return nil
    } catch let failure as EngineFailure {
        return failure
    }
}
