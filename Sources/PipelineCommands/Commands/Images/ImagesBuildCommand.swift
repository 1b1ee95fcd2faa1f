internal import ArgumentParser
internal import ConfigValues
internal import Glibc
internal import ImageTree
internal import OCI
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig
internal import Synchronization

struct ImagesBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Builds, tests and publishes the images of a tree that are not in the registry.",
        discussion: """
            An image is built when the registry does not have the version that its changelog names, and this machine \
            neither. Parents that are missing are built, too, whether or not they match. Prints each image with its \
            digest, or its ID where it is not published.

            Example:
              pipeline-runner images build -c config.yaml images --select '*golang*'
            """)

    @OptionGroup var treeOptions: TreeOptions
    @OptionGroup var selectOption: SelectOption

    @Flag(name: .customLong("dry-run"), help: "Says what would be built, why, and in which order.")
    var dryRun = false

    @Flag(help: "Appends the day to every tag of the tree, -YYYYMMDD, so that all of it is built.")
    var nightly = false

    @Flag(help: "Appends day and time to every tag of the tree, -YYYYMMDD-HHMMSS.")
    var snapshot = false

    @Flag(name: .customLong("use-cache"), help: "Lets the engine take steps from its cache.")
    var useCache = false

    @Flag(
        name: .customLong("no-pull"), help: "Uses base images and parents as they are here; what is not here is built.")
    var noPull = false

    @Flag(
        inversion: .prefixedNo,
        help: "Whether images are pushed. By default they are if the configuration has username and password.")
    var publish: Bool?

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: ArgumentHelp(
            "How many images are built at once.",
            discussion: "Defaults to what the run configuration says, else to one more than there are processors."))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "How long one image may take, such as 90s, 10m or 1h.",
            discussion: "Defaults to what the run configuration says for builds, else to 1h."),
        transform: TimeSpan.init(flag:))
    var timeout: TimeSpan?

    @Flag(name: .shortAndLong, help: "Shows what builds and tests write.")
    var verbose = false

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var stateOptions: StateOptions

    func validate() throws {
        if nightly, snapshot { throw ValidationError("--nightly and --snapshot exclude each other") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs needs a number from 1 on") }
    }

    func run() async throws {
        let context = CommandContext.ofProcess()
        let file = try treeOptions.runnerFile(context)
        let tree = try treeOptions.tree(context, suffix: suffix(context))
        if tree.matching(selectOption.select).isEmpty { throw TreeOptions.nothingSelected(selectOption.select) }
        let registry = TreeRegistry(tree.configuration, context: context)
        let publishes = publish ?? registry.hasAccount
        if publishes, tree.configuration.registry.isEmpty {
            throw CommandExit(.badInput, "error: the configuration names no `registry` to publish to")
        }
        try await whileAlone(with: tree, context) {
            try await registry.withAccount { engineContext in
                let survey = TreeSurvey(tree: tree, registry: registry, stateFolder: stateOptions.folder(context).path)
                {
                    try await engineOptions.select(engineContext, file.configuration, warn: context.warn)
                }
                let options = try buildOptions(file.configuration, publishes: publishes, context)
                try await build(tree, survey, options: options, context: context)
            }
        }
    }

    /// What another build of the same tree makes meanwhile need not be made again.
    private func whileAlone(
        with tree: ProductionTree, _ context: CommandContext, _ body: () async throws -> Void
    ) async throws {
        if dryRun { return try await body() }
        try await TreeLock.with(
            tree: tree.root, in: context.cacheFolder,
            waiting: { context.standardError.write("waiting for another build of this tree\n") }, body)
    }

    private func buildOptions(
        _ configuration: RunnerConfiguration, publishes: Bool, _ context: CommandContext
    ) throws -> TreeBuild.Options {
        var options = TreeBuild.Options()
        // One of them waits for a disk, a registry or the engine's locks most of the time.
        options.jobs = jobs ?? configuration.jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) + 1
        options.usesCache = useCache
        options.pulls = !noPull
        options.pullPolicy = configuration.pull ?? .always
        options.publishes = publishes
        options.movesLatest = !nightly && !snapshot
        options.timeout = (timeout ?? configuration.timeouts.build)?.duration ?? options.timeout
        options.process = try engineOptions.processSettings(context, configuration)
        return options
    }

    private func build(
        _ tree: ProductionTree, _ survey: TreeSurvey, options: TreeBuild.Options, context: CommandContext
    ) async throws {
        let names = tree.matching(selectOption.select)
        let state = try await survey.state(needsLocal: noPull, asksEngine: true)
        let plan = TreePlan(for: tree, state: state, pattern: selectOption.select, publishes: options.publishes)
        if dryRun { return try show(plan, tree, context) }
        if plan.steps.isEmpty {
            context.standardError.write("nothing to do: all \(names.count) images are there\n")
            return
        }
        let engine = try await survey.engine()
        let record = stateOptions.folder(context)
        let tools = TreeBuild.Tools(
            engine: engine, runner: context.runner, registry: survey.registry.lookup,
            record: BuildRecord(in: record.path, engine: engine.name), startTime: UTCTime(seconds: context.now.seconds))
        let result: Result<Void, any Error>
        do {
            result = .success(try await execute(plan, of: tree, state, tools, options, context))
        } catch {
            result = .failure(error)
        }
        // A task of its own, because this one may be cancelled.
        await Task { await context.removeLeftovers(of: engine, record: record) }.value
        try result.get()
    }

    private func execute(
        _ plan: TreePlan, of tree: ProductionTree, _ state: TreeState, _ tools: TreeBuild.Tools,
        _ options: TreeBuild.Options, _ context: CommandContext
    ) async throws {
        let log = try RunLog(in: stateOptions.folder(context), for: RunID(startingAt: context.now))
        let display = TreeDisplay(tree: tree, channel: context.standardError, log: log, showsOutput: verbose)
        let done = Mutex<[String: TreeBuild.Made]>([:])
        let build = TreeBuild(plan, of: tree, state: state, tools: tools, options: options) { event in
            if case .finished(let outcome) = event, case .success(let made) = outcome.result {
                done.withLock { $0[outcome.name] = made }
            }
            display.show(event)
        }
        for (problem, names) in try await build.problemsWithLimits() {
            context.warn("container_limits has no effect on \(names.joined(separator: ", ")): \(problem)")
        }
        display.begin(plan)
        if !options.publishes, let reason = reasonNotToPublish(tree) { display.note("not publishing: \(reason)") }
        // Also of a build that is interrupted, it shows what there is.
        defer {
            let done = done.withLock { $0 }
            for step in plan.steps {
                guard let made = done[step.name], let image = tree.images[step.name] else { continue }
                context.standardOutput.write(
                    "\(image.definition.labelText) \(made.digest?.text ?? "sha256:\(made.image)")\n")
            }
        }
        let outcomes: [TreeBuild.Outcome]
        do {
            outcomes = try await build.execute()
        } catch {
            display.interrupted(plan, done: Set(done.withLock { $0.keys }))
            throw error
        }
        let failed = outcomes.filter { !$0.isDone }
        guard !failed.isEmpty else { return }
        display.summarize(failed)
        throw CommandExit(.pipelineFailed)
    }

    /// Why images stay on this machine, unless the person wants it.
    private func reasonNotToPublish(_ tree: ProductionTree) -> String? {
        if publish == false { return nil }
        return tree.configuration.registry.isEmpty
            ? "the configuration names no `registry`"
            : "the configuration has no username and password, and --publish is not given"
    }

    private func show(_ plan: TreePlan, _ tree: ProductionTree, _ context: CommandContext) throws(CommandExit) {
        var lost: Set<String> = []
        for step in plan.steps {
            guard let image = tree.images[step.name] else { continue }
            let label = image.definition.labelText
            if let parent = image.parents.first(where: lost.contains) {
                lost.insert(step.name)
                context.standardOutput.write("not \(label): because of \(parent)\n")
            } else if step.action == .build, let problem = tree.problem(of: image) {
                lost.insert(step.name)
                context.standardOutput.write("not \(label): it cannot be built\n")
                context.standardError.write(problem.hasSuffix("\n") ? problem : "\(label): \(problem)\n")
            } else {
                let verb = step.action == .build ? "build" : "publish"
                context.standardOutput.write("\(verb) \(label): \(step.reason)\n")
            }
        }
        if plan.steps.isEmpty { context.standardError.write("nothing to do\n") }
        if !lost.isEmpty { throw CommandExit(.pipelineFailed) }
    }

    private func suffix(_ context: CommandContext) -> TreeSuffix {
        guard nightly || snapshot else { return .none }
        var time = time_t(context.now.seconds)
        var parts = tm()
        localtime_r(&time, &parts)
        let text = String(unsafeUninitializedCapacity: 32) { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, $0.count, nightly ? "%Y%m%d" : "%Y%m%d-%H%M%S", &parts)
            }
        }
        return .identifier(text)
    }
}
