public import OCI

/// How a run, or a stage of it, stands or ended.
public enum RunState: String, Sendable, Hashable, Codable {
    case passed
    case failed
    case cancelled
    /// Never begun, because something before it failed. Only stages are skipped.
    case skipped
}

/// How a stage ended.
public struct StageResult: Sendable {
    /// The stage.
    public let id: StageID
    /// How it ended.
    public let state: RunState
    /// How long it took.
    public let duration: Duration
    /// Why it failed.
    public let failure: StageFailure?
    /// What it bound, built and published, also before it failed.
    public var outcome = StageOutcome()
    /// Whether it passed in an earlier attempt at the run and was not run again.
    public var isRecorded = false
}

/// An image in its registry.
public struct PublishedImage: Sendable, Hashable, Codable {
    /// Its name below the registry's prefix.
    public let name: String
    /// Its tags, the primary one first.
    public let tags: [String]
    /// The digest of the manifest that the registry holds.
    public let digest: Digest
    /// The full reference with the primary tag: `HOST/PREFIX/NAME:TAG`, or `oci:FOLDER:NAME:TAG` for a layout.
    public let reference: String
    /// The digests of the images that it was built on, by reference; the ID of one that never met a registry.
    public var parents: [String: String] = [:]
    /// The hash of all that can change what the build yields; `nil` where more than a commit and its parents went in.
    public var buildKey: String?
}

/// An image that a run built and that stays in the engine's storage, as the cache of the next build of its kind.
public struct BuiltImage: Sendable, Hashable, Codable {
    /// Its name in the engine's storage.
    public let name: ImageReference
    /// Its ID.
    public let id: ImageID
    /// The digests of the images that it was built on, by reference; `nil` where nobody noted them.
    public var parents: [String: String]?
    /// Its build key, as `PublishedImage` has it.
    public var buildKey: String?

    /// What the names of the files end with in which a run notes, in its workspace, the ID of each image that it has built:
    /// for whoever finds the workspace of a run that was killed.
    public static let noteSuffix = ".image"

    /// The image behind a name.
    public init(name: ImageReference, id: ImageID) {
        self.name = name
        self.id = id
    }
}

/// How a run ended.
public struct RunResult: Sendable {
    /// `passed`, `failed` or `cancelled`.
    public let state: RunState
    /// Every stage of every selected pipeline, in written order.
    public let stages: [StageResult]

    /// What was published.
    public var images: [PublishedImage] { stages.flatMap(\.outcome.images) }
    /// What was built.
    public var built: [BuiltImage] { stages.flatMap(\.outcome.built) }

    /// The first failure.
    public var failure: StageFailure? { stages.lazy.compactMap(\.failure).first }
}
