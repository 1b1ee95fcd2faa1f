/// How a run stands.
public enum RunStatus: String, Sendable, Hashable, CaseIterable, Codable {
    case queued, running, passed, failed, cancelled

    /// Whether it has ended.
    public var isFinished: Bool { self != .queued && self != .running }
}

/// A run as recorded. What changes while it is carried out is read as if it were the run's own: `run.status`.
@dynamicMemberLookup
public struct RunRecord: Sendable, Hashable {
    /// Who carries a run out.
    public enum Origin: String, Sendable, Hashable {
        /// A daemon, which takes it from the queue.
        case daemon
        /// The process of the command that it was asked for with.
        case command
    }

    /// Its ID, which is also the name of its folder.
    public let id: String
    /// The repository's name in the fleet; for a command the project, such as `team/widgets`.
    public let repository: String
    /// The full name of the reference; empty where a command named neither.
    public let ref: String
    /// The commit.
    public let commit: String
    /// Why it takes place, on which branch or tag, and how urgent it is.
    public let plan: RunPlan
    /// The step of another run that asked for it; `nil` if none did.
    public var trigger: RecordedTrigger?
    /// Who carries it out.
    public let origin: Origin
    /// How it stands.
    public let progress: Progress
    /// What it published.
    public let images: [RecordedImage]

    /// Describes a run; see the properties.
    public init(
        id: String, repository: String, ref: String, commit: String, plan: RunPlan, origin: Origin, progress: Progress,
        images: [RecordedImage] = []
    ) {
        self.id = id
        self.repository = repository
        self.ref = ref
        self.commit = commit
        self.plan = plan
        self.origin = origin
        self.progress = progress
        self.images = images
    }

    /// A part of its progress.
    public subscript<Value>(dynamicMember part: KeyPath<Progress, Value>) -> Value { progress[keyPath: part] }
}

extension RunRecord {
    /// What changes while a run is carried out.
    public struct Progress: Sendable, Hashable {
        /// How it stands.
        public var status: RunStatus
        /// How often it was begun.
        public var attempts = 0
        /// The attempt with which it was begun, or retried last.
        public var course = 1
        /// When it was recorded.
        public var createdAt: Moment
        /// When its first attempt began; `nil` if none did.
        public var startedAt: Moment?
        /// When it ended; `nil` if it did not.
        public var finishedAt: Moment?
        /// The seconds since 1970 that its tags carry: those of its first attempt, or later ones where another run of the
        /// repository has these; `nil` before it began.
        public var stamp: Int?
        /// Why it failed, was cancelled or is to be cancelled, for a person.
        public var message: String?
        /// Whether it runs and is to stop.
        public var isToBeCancelled = false

        /// A run that has this status since `createdAt`.
        public init(_ status: RunStatus, createdAt: Moment) {
            self.status = status
            self.createdAt = createdAt
        }
    }
}

/// An image in its registry, as recorded; one for each of its tags.
public struct RecordedImage: Sendable, Hashable {
    /// The name below the registry's prefix.
    public var name: String
    /// The tag.
    public var tag: String
    /// The digest of the manifest, `sha256:…`.
    public var digest: String
    /// The full reference.
    public var reference: String
    /// The commit that it was made of.
    public var commit: String
    /// The images that it stands on, each with the digest it had.
    public var parents: [String: String] = [:]
    /// The hash of all that can change what the build yields; `nil` where it is not known.
    public var buildKey: String?
    /// The run that published it; the run's records may have been removed since.
    public var run = ""

    /// An image with neither parents nor build key.
    public init(name: String, tag: String, digest: String, reference: String, commit: String) {
        self.name = name
        self.tag = tag
        self.digest = digest
        self.reference = reference
        self.commit = commit
    }
}
