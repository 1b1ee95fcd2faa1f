import BlubberConfig
import OCI
import PipelineCore
import Synchronization

/// An engine that does as a test says: its exit codes, digests and failures are scripted, and its calls recorded.
final class ScriptedEngine: ImageEngine {
    /// What each kind of call does besides being recorded.
    struct Script: Sendable {
        var pull: @Sendable (ImageReference, OutputHandler) async throws -> Digest? = { _, _ in nil }
        var build: @Sendable (BuildRequest, OutputHandler) async throws -> Void = { _, _ in }
        var run: @Sendable (ContainerRequest, OutputHandler) async throws -> Int32 = { _, _ in 0 }
        var push: @Sendable (ImageDestination) async throws -> Digest = { _ in .numbered(1) }
        var digest: @Sendable (ImageDestination) -> Digest? = { _ in nil }
        var point: @Sendable (ImageDestination, Digest?) async throws -> Bool = { _, _ in true }
        var inspect: @Sendable (String) -> ImageDescription? = { _ in nil }
        var remove: @Sendable (ContainerName) async throws -> Void = { _ in }
    }

    private struct Record {
        var calls: [String] = []
        var builds: [BuildRequest] = []
        var runs: [ContainerRequest] = []
        var removed: [ContainerName] = []
    }

    let name = "scripted"
    let dialect = DockerfileDialect.portable
    private let script: Script
    private let record = Mutex(Record())

    init(_ script: Script = Script()) {
        self.script = script
    }

    /// The calls in order, container names left out.
    var calls: [String] { record.withLock { $0.calls } }
    var builds: [BuildRequest] { record.withLock { $0.builds } }
    var runs: [ContainerRequest] { record.withLock { $0.runs } }
    var removed: [ContainerName] { record.withLock { $0.removed } }

    /// The image of the n-th build, counted from 1, has an ID that ends in n.
    func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        let number = record.withLock { record in
            record.calls.append("build \(request.target ?? "")")
            record.builds.append(request)
            return record.builds.count
        }
        try await script.build(request, output)
        return .numbered(number)
    }

    func pull(_ reference: ImageReference, policy: PullPolicy, output: @escaping OutputHandler) async throws
        -> ImageDescription
    {
        note("pull \(reference) \(policy)")
        var description = ImageDescription(id: .numbered(0))
        description.manifestDigest = try await script.pull(reference, output)
        return description
    }

    func images() async throws -> [LocalImage] { [] }

    func run(_ request: ContainerRequest, output: @escaping OutputHandler) async throws -> Int32 {
        record.withLock { record in
            record.calls.append((["run", request.image.hex.trailingDigits] + request.arguments).joined(separator: " "))
            record.runs.append(request)
        }
        return try await script.run(request, output)
    }

    func push(_ image: ImageID, to destination: ImageDestination, output: @escaping OutputHandler) async throws
        -> Digest
    {
        note("push \(image.hex.trailingDigits) \(destination)")
        return try await script.push(destination)
    }

    func digest(at destination: ImageDestination) async throws -> Digest? { script.digest(destination) }

    func inspect(at destination: ImageDestination) async throws -> PublishedConfiguration? { nil }

    func point(_ destination: ImageDestination, at digest: Digest?) async throws -> Bool {
        note("point \(destination) at \(digest?.hex.trailingDigits ?? "nothing")")
        return try await script.point(destination, digest)
    }

    func remove(container: ContainerName) async throws {
        record.withLock { record in
            record.calls.append("remove")
            record.removed.append(container)
        }
        try await script.remove(container)
    }

    func inspect(_ image: String) async throws -> ImageDescription? { script.inspect(image) }
    func copy(_ path: String, from container: ContainerName, to destination: String) async throws {
        note("copy \(path) to \(destination)")
    }
    func containers(named prefix: String) async throws -> [ContainerName] { [] }
    func remove(abandoned containers: [ContainerName]) async throws {}
    func removeContainers(of image: ImageID, since moment: UTCTime) async {}
    func tag(_ image: ImageID, as reference: ImageReference) async throws {}
    func remove(image: String) async throws {}
    func load(_ rootFileSystem: RootFileSystem, as reference: ImageReference) async throws -> ImageID { .numbered(0) }

    private func note(_ call: String) { record.withLock { $0.calls.append(call) } }
}

extension ImageID {
    static func numbered(_ number: Int) -> ImageID {
        let digits = String(number)
        guard let id = ImageID(String(repeating: "0", count: 64 - digits.count) + digits) else { fatalError() }
        return id
    }
}

extension Digest {
    static func numbered(_ number: Int) -> Digest {
        guard let digest = Digest("sha256:\(ImageID.numbered(number).hex)") else { fatalError() }
        return digest
    }
}

extension String {
    /// The text without the zeros in front.
    fileprivate var trailingDigits: String { String(drop { $0 == "0" }) }
}
