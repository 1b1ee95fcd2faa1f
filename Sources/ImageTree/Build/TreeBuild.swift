public import CommandRunner
internal import Glibc
public import OCI
public import PipelineCore
internal import Synchronization

/// Builds, tests and publishes the images of a plan, independent ones at the same time.
public struct TreeBuild: Sendable {
    /// What the person decides.
    public struct Options: Sendable {
        /// How many images are built at once.
        public var jobs = 2
        /// Whether the engine may take steps from its cache.
        public var usesCache = false
        /// Whether base images and published parents are asked for at their registries.
        public var pulls = true
        /// When they are asked for, where they are.
        public var pullPolicy = PullPolicy.always
        /// Whether images are pushed.
        public var publishes = false
        /// Whether `latest` moves along: not for nightly and snapshot builds.
        public var movesLatest = true
        /// How long one image may take from context to registry.
        public var timeout = Duration.seconds(3600)
        /// Network and certificate authorities of builds.
        public var process = ProcessSettings()

        /// Two at a time, nothing from the cache, nothing published, an hour each.
        public init() {}
    }

    /// What became of one image.
    public struct Outcome: Sendable {
        /// The short name.
        public let name: String
        /// The image, or why there is none.
        public let result: Result<Made, TreeFailure>
    }

    /// An image that is done.
    public struct Made: Sendable {
        /// The image in the engine's storage.
        public let image: ImageID
        /// Whether it had a test.
        public let wasTested: Bool
        /// The manifest in the registry; `nil` if it was not published.
        public let digest: Digest?
        /// Whether the registry has another image of this version, which stays.
        public let isElsewhere: Bool
        /// The newer version that `latest` stays with; `nil` where nothing keeps it from moving.
        public let latestStays: String?
    }

    /// What a build works with.
    public struct Tools: Sendable {
        let engine: any ImageEngine
        let runner: CommandRunner
        let registry: RegistryLookup
        let record: BuildRecord
        let startTime: UTCTime

        /// - Parameters:
        ///   - runner: starts the tests of images; the registry's account is none of their business.
        ///   - registry: is asked about versions before `latest` moves.
        ///   - record: remembers what was built.
        ///   - startTime: when the build begins.
        public init(
            engine: any ImageEngine, runner: CommandRunner, registry: RegistryLookup, record: BuildRecord,
            startTime: UTCTime
        ) {
            self.engine = engine
            self.runner = runner
            self.registry = registry
            self.record = record
            self.startTime = startTime
        }
    }

    /// Something that happens while images are built.
    public enum Event: Sendable {
        /// An image's turn has come.
        case started(String)
        /// A line of its build, its test or its publication.
        case output(String, OutputLine)
        /// It is done, or not.
        case finished(Outcome)
    }

    let tree: ProductionTree
    let plan: TreePlan
    let state: TreeState
    let tools: Tools
    let options: Options
    let observer: @Sendable (Event) -> Void

    var engine: any ImageEngine { tools.engine }
    var runner: CommandRunner { tools.runner }

    /// A build that has not begun; `observer` takes events, from several tasks.
    public init(
        _ plan: TreePlan, of tree: ProductionTree, state: TreeState, tools: Tools, options: Options,
        observer: @escaping @Sendable (Event) -> Void
    ) {
        (self.plan, self.tree, self.state) = (plan, tree, state)
        (self.tools, self.options, self.observer) = (tools, options, observer)
    }

    /// Does everything that can be done; what stands on an image that fails is not built.
    ///
    /// - Returns: the outcomes in the plan's order.
    /// - Throws: `CancellationError`; what was published until then stays.
    public func execute() async throws -> [Outcome] {
        let parents = ParentPulls(engine: engine)
        let steps = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.name, $0) })
        var waiting = plan.steps.map(\.name)
        var outcomes: [String: Outcome] = [:]
        return try await withStandIns { standIns in
            let verification = Verification(configuration: tree.configuration, runner: runner, standIns: standIns)
            try await withThrowingTaskGroup(of: Outcome.self) { group in
                var running = 0
                while !waiting.isEmpty || running > 0 {
                    for name in waiting {
                        guard let step = steps[name], let image = tree.images[name] else { continue }
                        let needed = image.parents.filter { steps[$0] != nil }
                        if let failed = needed.first(where: { outcomes[$0].map { !$0.isDone } ?? false }) {
                            let culprit = outcomes[failed]?.culprit ?? failed
                            let outcome = Outcome(name: name, result: .failure(.parent(culprit)))
                            outcomes[name] = outcome
                            waiting.removeAll { $0 == name }
                            observer(.finished(outcome))
                        } else if running < max(1, options.jobs), needed.allSatisfy({ outcomes[$0] != nil }) {
                            waiting.removeAll { $0 == name }
                            running += 1
                            let standsOn = images(of: image.parents, outcomes)
                            group.addTask {
                                try await make(
                                    step, image, on: standsOn, parents: parents, verification: verification)
                            }
                        }
                    }
                    guard running > 0, let outcome = try await group.next() else { continue }
                    running -= 1
                    outcomes[outcome.name] = outcome
                    observer(.finished(outcome))
                }
            }
            let labels = Set(plan.steps.compactMap { tree.images[$0.name]?.definition.labelText })
            tools.record.sweep(before: tools.startTime) {
                labels.contains($0) || TreeState.held($0, state.local) != nil
            }
            return plan.steps.compactMap { outcomes[$0.name] }
        }
    }

    /// What the parents are that this machine built, by label; those of the registry stay what they are.
    private func images(of parents: [String], _ outcomes: [String: Outcome]) -> [String: ImageID] {
        var images: [String: ImageID] = [:]
        for name in parents {
            guard let label = tree.images[name]?.definition.labelText else { continue }
            if case .success(let made)? = outcomes[name]?.result {
                images[label] = made.image
            } else if case .built(let image)? = state.images[name] {
                images[label] = image
            }
        }
        return images
    }

    /// The four variables by which programs learn of a proxy.
    static func proxyVariables(_ configuration: TreeConfiguration) -> [String: String] {
        guard let proxy = configuration.httpProxy else { return [:] }
        let names = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]
        return Dictionary(uniqueKeysWithValues: names.map { ($0, proxy) })
    }

    private func withStandIns<Value: Sendable>(_ body: (String?) async throws -> Value) async throws -> Value {
        let scripts = try await engine.dockerStandIns()
        guard !scripts.isEmpty else { return try await body(nil) }
        return try await TreeScratch.with(runner.environment) { folder in
            for (name, text) in scripts {
                try Folder.write(text, to: "\(folder)/\(name)")
                chmod("\(folder)/\(name)", 0o755)
            }
            return try await body(folder)
        }
    }
}

extension TreeBuild.Outcome {
    /// Whether the image is there now.
    public var isDone: Bool { if case .success = result { true } else { false } }

    /// The image that is to blame where this one was not built because of another one.
    fileprivate var culprit: String? { if case .failure(.parent(let name)) = result { name } else { nil } }
}
