public import BlubberConfig
public import OCI

/// What builds, runs and publishes images: one implementation an engine, interchangeable.
///
/// All methods may be called concurrently. Each throws `EngineFailure` where the engine fails and `CancellationError`
/// after its task was cancelled; by then its child processes are gone and what they left half-made is removed.
public protocol ImageEngine: Sendable {
    /// The engine's name as in `--engine`.
    var name: String { get }

    /// What the engine's Dockerfile frontend understands.
    var dialect: DockerfileDialect { get }

    /// Finds out, before anything is done, whether containers can have this network and these limits on this machine.
    func checkContainers(_ settings: ProcessSettings, limits: ContainerLimits) async throws

    /// Why limits have no effect on the build of this Dockerfile with this engine on this machine; `nil` if they have.
    func problemWithLimits(of dockerfile: String) async throws -> String?

    /// Builds one target of a Dockerfile and returns the image's ID. The build log goes to `output` line by line.
    func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID

    /// Makes sure that the engine holds `reference`, asking its registry as `policy` says.
    ///
    /// A reference whose host is `localhost` without a port is never asked for at a registry.
    func pull(_ reference: ImageReference, policy: PullPolicy, output: @escaping OutputHandler) async throws
        -> ImageDescription

    /// What the engine's storage holds under a reference or ID; `nil` if nothing.
    func inspect(_ image: String) async throws -> ImageDescription?

    /// All images that have a name in the engine's storage.
    func images() async throws -> [LocalImage]

    /// Shell scripts by program name that stand in for `docker` in scripts which test images; none where docker is at hand.
    func dockerStandIns() async throws -> [String: String]

    /// Creates a container, runs the image's entrypoint in it to its end and returns the exit code. The container stays,
    /// stopped, until `remove(container:)`; after a failure or cancellation it is already gone.
    func run(_ request: ContainerRequest, output: @escaping OutputHandler) async throws -> Int32

    /// Copies a file or folder out of a container that `run` left, with `cp -a` semantics; a path ending in `/` means the
    /// folder's contents.
    func copy(_ path: String, from container: ContainerName, to destination: String) async throws

    /// Removes a container; one that is not there is no error.
    func remove(container: ContainerName) async throws

    /// The containers whose names begin with `prefix`, running or not.
    func containers(named prefix: String) async throws -> [ContainerName]

    /// Removes containers that another process left, with what still runs in them; one that is not there is no error.
    func remove(abandoned containers: [ContainerName]) async throws

    /// Removes what is left of builds by a process that is dead and had its temporary files in `folder`.
    func removeTraces(ofBuildsIn folder: String) async

    /// Removes what builds and containers of killed processes left of files and working containers, and returns the images
    /// that these builds made.
    func removeAbandonedBuilds() async -> [ImageID]

    /// The images without a name that builds had left as a cache, and that newer builds of this process have taken the place of
    /// since this was asked last.
    func takeSupersededLayers() async -> [ImageID]

    /// Gives an image one more name in the engine's own storage.
    func tag(_ image: ImageID, as reference: ImageReference) async throws

    /// Copies an image to a registry or layout and returns the manifest digest that the destination then really holds.
    ///
    /// What the destination holds already is not copied again, so that further names of an image cost little. Docker can
    /// push names only: the image keeps the reference in the daemon's storage too.
    func push(_ image: ImageID, to destination: ImageDestination, output: @escaping OutputHandler) async throws
        -> Digest

    /// The manifest digest that a name stands for at its destination; `nil` for nothing.
    func digest(at destination: ImageDestination) async throws -> Digest?

    /// What a name stands for at its destination, without copying it here; `nil` for nothing.
    func inspect(at destination: ImageDestination) async throws -> PublishedConfiguration?

    /// Makes a name stand for a manifest that its registry's repository or its layout holds already, or for nothing.
    ///
    /// - Returns: whether it does; few registries can forget a name.
    func point(_ destination: ImageDestination, at digest: Digest?) async throws -> Bool

    /// Removes a name, or an image that has no other name; one that is not there is no error.
    func remove(image: String) async throws

    /// Ends and removes what was started from `image` since `moment`: containers of a program that was ended before it could
    /// remove them itself. What cannot be removed stays.
    func removeContainers(of image: ImageID, since moment: UTCTime) async

    /// Makes a one-layer image out of a root file system.
    func load(_ rootFileSystem: RootFileSystem, as reference: ImageReference) async throws -> ImageID
}

extension ImageEngine {
    /// Promises everything: an engine that cannot do without a daemon leaves it to the daemon to refuse.
    public func checkContainers(_ settings: ProcessSettings, limits: ContainerLimits) async throws {}

    /// None.
    public func problemWithLimits(of dockerfile: String) async throws -> String? { nil }
}

/// Takes each line of output as it comes; called in order, from one task at a time.
public typealias OutputHandler = @Sendable (OutputLine) -> Void

extension ImageEngine {
    /// Nothing: a build in a daemon ends with its client.
    public func removeTraces(ofBuildsIn folder: String) async {}

    /// Nothing.
    public func removeAbandonedBuilds() async -> [ImageID] { [] }

    /// Nothing: a daemon looks after the cache of its builds itself.
    public func takeSupersededLayers() async -> [ImageID] { [] }
}

extension ImageEngine {
    /// None.
    public func dockerStandIns() async throws -> [String: String] { [:] }
}
