internal import Hashing
internal import OCI
internal import PipelineCore

/// A base image in an engine before its test has passed, under a name that nobody builds on.
///
/// A process that ends in the middle leaves nothing that counts as tested.
struct BaseTrial {
    let repository: ImageReference
    let engine: any ImageEngine
    let smokeTest: SmokeTest?

    /// Loads and tests `base`, hands it to `body`, and takes the trial's name from it again.
    func with<Result>(
        _ base: BuiltBase, output: @escaping OutputHandler, _ body: (ImageID) async throws -> Result
    ) async throws -> Result {
        let number = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let name = try repository.tagged("\(BaseImagePublisher.untestedPrefix)\(number)")
        let result: Swift.Result<Result, any Error>
        do {
            let image = try await engine.load(base.rootFileSystem, as: name)
            try await smokeTest?.run(
                image, as: ContainerName(containerPrefix + number), of: base.definition.name, in: engine,
                output: output)
            result = .success(try await body(image))
        } catch {
            result = .failure(error)
        }
        // A task of its own, because this one may be cancelled.
        let engine = engine
        await Task { try? await engine.remove(image: name.description) }.value
        return try result.get()
    }

    /// Removes what killed processes left of their trials; only the holder of the repository's lock may call it.
    func removeAbandoned() async {
        do {
            let containers = try await engine.containers(named: containerPrefix)
            if !containers.isEmpty { try await engine.remove(abandoned: containers) }
            let prefix = "\(repository):\(BaseImagePublisher.untestedPrefix)"
            for name in try await engine.images().flatMap(\.references) where name.hasPrefix(prefix) {
                try await engine.remove(image: name)
            }
        } catch {
            // It is in nobody's way but the disk's, and the next trial tries again.
        }
    }

    /// What the containers of this repository's trials begin with, and no others do.
    private var containerPrefix: String {
        "pipeline-runner-smoke-\(SHA256.hex(of: repository.description.utf8).prefix(12))-"
    }
}
