import BlubberConfig
import OCI
import PipelineCore
import Synchronization

/// An engine that builds nothing and remembers what it was asked: three hundred real builds would take minutes.
final class CountingEngine: ImageEngine {
    private struct State {
        var builds: [String] = []
        var pulls: [String] = []
        var pushes: [String] = []
        var running = 0
        var most = 0
    }

    let name = "counting"
    let dialect = DockerfileDialect.portable
    private let failing: Set<String>
    private let state = Mutex(State())

    /// The labels in `failing` cannot be built.
    init(failing: Set<String> = []) { self.failing = failing }

    /// The labels in the order in which their builds ended.
    var builds: [String] { state.withLock { $0.builds } }
    var pulls: [String] { state.withLock { $0.pulls } }
    var pushes: [String] { state.withLock { $0.pushes } }
    /// How many builds went on at the same time at most.
    var most: Int { state.withLock { $0.most } }

    func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        state.withLock { state in
            state.running += 1
            state.most = max(state.most, state.running)
        }
        for _ in 0..<20 { await Task.yield() }
        let label = request.name?.description ?? ""
        output(OutputLine(.standardError, "building \(label)"))
        state.withLock { state in
            state.running -= 1
            state.builds.append(label)
        }
        if failing.contains(label) {
            throw EngineFailure(.buildFailed, operation: "build", subject: label, details: ["exit code 1"])
        }
        return Self.image
    }

    func pull(_ reference: ImageReference, policy: PullPolicy, output: @escaping OutputHandler) async throws
        -> ImageDescription
    {
        state.withLock { $0.pulls.append("\(reference) \(policy)") }
        return ImageDescription(id: Self.image)
    }

    func push(_ image: ImageID, to destination: ImageDestination, output: @escaping OutputHandler) async throws
        -> Digest
    {
        state.withLock { $0.pushes.append("\(destination)") }
        return Digest("sha256:\(Self.image)") ?? Self.digest
    }

    func images() async throws -> [LocalImage] { [] }
    func inspect(_ image: String) async throws -> ImageDescription? { nil }
    func run(_ request: ContainerRequest, output: @escaping OutputHandler) async throws -> Int32 { 0 }
    func copy(_ path: String, from container: ContainerName, to destination: String) async throws {}
    func remove(container: ContainerName) async throws {}
    func digest(at destination: ImageDestination) async throws -> Digest? { nil }
    func inspect(at destination: ImageDestination) async throws -> PublishedConfiguration? { nil }
    func point(_ destination: ImageDestination, at digest: Digest?) async throws -> Bool { true }
    func containers(named prefix: String) async throws -> [ContainerName] { [] }
    func remove(abandoned containers: [ContainerName]) async throws {}
    func removeContainers(of image: ImageID, since moment: UTCTime) async {}
    func tag(_ image: ImageID, as reference: ImageReference) async throws {}
    func remove(image: String) async throws {}
    func load(_ rootFileSystem: RootFileSystem, as reference: ImageReference) async throws -> ImageID { Self.image }

    static let image: ImageID = makeImage()
    private static let digest = makeDigest()

    private static func makeImage() -> ImageID {
        guard let image = ImageID(String(repeating: "a", count: 64)) else { fatalError("64 digits are an ID") }
        return image
    }

    private static func makeDigest() -> Digest {
        guard let digest = Digest("sha256:" + String(repeating: "a", count: 64)) else {
            fatalError("64 digits are a digest")
        }
        return digest
    }
}
