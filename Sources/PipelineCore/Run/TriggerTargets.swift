/// What `trigger` steps may start: pipelines of other repositories, and other systems.
public protocol TriggerTargets: Sendable {
    /// What they are called, sorted.
    var names: [String] { get }

    /// What a person does to allow another one.
    var hint: String { get }

    /// What starting one of them means, as a phrase such as `a run of site`; it is asked about known names only.
    func description(of name: String) -> String

    /// Finds out before the run, as far as possible, whether the call could be made; its parameters have no values yet.
    ///
    /// - Throws: `TriggerFailure`.
    func check(_ call: TriggerCall) async throws(TriggerFailure)

    /// Starts it, and waits for its end where the call says so.
    ///
    /// A run that is attempted again makes the same call again; that starts nothing twice.
    ///
    /// - Throws: `TriggerFailure` where nothing could be started, and when the task is cancelled.
    func start(_ call: TriggerCall, output: @escaping OutputHandler) async throws -> TriggerOutcome
}

/// What a stage wants to be started; secrets are hidden in it.
public struct TriggerCall: Sendable {
    /// An image that the pipeline published before.
    public struct Image: Sendable, Hashable, Encodable {
        /// The stage that published it.
        public let stage: String
        /// Its name below the registry's prefix.
        public let name: String
        /// Its full reference with the primary tag.
        public let reference: String
        /// Its tags, the primary one first.
        public let tags: [String]
    }

    /// What is to be started.
    public let name: String
    /// The stage.
    public let stage: StageID
    /// The ID of the run.
    public let run: String
    /// What is run.
    public let source: RunSource
    /// Where the run's log can be read.
    public let log: String
    /// What the step says besides, by name.
    public var parameters: [String: String]
    /// What the stage and those that lead to it published.
    public let images: [Image]
    /// Whether the end is waited for.
    public let waits: Bool
    /// How long that may take.
    public let limit: Duration
}

/// What came of a call.
public enum TriggerOutcome: Sendable, Hashable {
    /// It was started, and nobody waits for it.
    case started
    /// It ended well.
    case passed
    /// It ended badly; the words say what, and how.
    case failed(String)
}

/// Something elsewhere could not be started, or ended badly.
public struct TriggerFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What and why.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// Whether the same call may succeed later.
    public let isPassing: Bool

    /// Describes a failure.
    public init(_ message: String, hint: String? = nil, isPassing: Bool = false) {
        self.message = message
        self.hint = hint
        self.isPassing = isPassing
    }

    /// The message, and the hint in a second line.
    public var description: String { message + (hint.map { "\n  help: \($0)" } ?? "") }
}
