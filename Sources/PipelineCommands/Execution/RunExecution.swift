internal import ConfigValues
internal import Delivery
internal import Diagnostics
internal import GitWatcher
internal import ImageEngines
internal import OCI
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig
internal import Synchronization

/// One attempt at the pipelines of a commit, for a command or for a daemon: from the checkout to the last stage, with
/// everything it made for itself removed at the end.
struct RunExecution {
    /// How it ended. A run that was stopped because it took too long has both; one that could not begin, or was only
    /// planned, no result.
    struct Ending {
        let result: RunResult?
        let exit: CommandExit?
    }

    let subject: RunSubject
    let terms: RunTerms
    let state: StateFolder
    let context: CommandContext
    let log: RunLog
    /// Is told what happens, with secrets hidden.
    let observer: @Sendable (RunEvent) -> Void
    /// Where its steps queue runs of other repositories; `nil` where they cannot.
    var queue: RunQueue?
    /// Takes the plan of a run that is not to be carried out.
    var takePlan: (@Sendable (RunPlan) -> Void)?
    /// Is told what is going to be run.
    var prepare: @Sendable ([Pipeline]) -> Void = { _ in }
    /// Makes sure that a stage's end is on record; what follows the stage waits for it.
    var journal: @Sendable (StageResult) async throws -> Void = { _ in }
    /// Is told how it ended, while what it made is removed.
    var conclude: @Sendable (Ending) async -> Void = { _ in }

    /// Runs everything; secrets are hidden in all that comes of it.
    func execute() async -> Ending {
        var masker = SecretMasker()
        do {
            return try await run(masker: &masker)
        } catch {
            let ending = Ending(result: nil, exit: CommandExit(error).masked(by: masker))
            await conclude(ending)
            return ending
        }
    }

    private func run(masker: inout SecretMasker) async throws -> Ending {
        let file = terms.file
        if let path = file.path { log.write("configuration \(path)") }
        for warning in file.configuration.warnings.sorted { observer(.warning(warning.description)) }

        let workspace = try CheckoutWorkspace(in: state, for: terms.runID)
        defer { workspace.remove() }
        let (terms, context, observer, takePlan) = (terms, context, observer, takePlan)
        async let engineSelection = terms.engine { observer(.warning($0)) }
        async let publication: Void =
            terms.publishes && takePlan == nil ? PublicationProbe.examine(terms.registry, runner: context.runner) : ()
        var source = subject.source
        try await checkOut(into: workspace)
        if subject.takesWorkTree { try await takeWorkTree(into: workspace, source: &source) }
        let selection = try subject.choice.select(from: workspace, publishes: terms.publishes)
        for warning in selection.warnings { observer(.warning(warning)) }
        let engine = try await engineSelection
        log.write("engine \(engine.name), registry \(terms.registry)")
        async let removal: Void = removeAbandoned(workspace.abandoned, engine: engine)

        let settings = try terms.settings(for: selection.pipelines, of: source, log: log.path, context)
        if selection.pipelines.contains(where: \.runsContainers) {
            try await engine.checkContainers(settings.containers, limits: settings.limits)
        }
        let (services, secrets) = try services(for: selection.pipelines)
        masker = try SecretStore(file: file, context: context).masker(
            hiding: Array(settings.credentials.values.values) + secrets)
        let environment = RunEnvironment(
            engine: engine, workspace: workspace, masker: masker, services: services, observer: observer,
            journal: journal)
        let run = PipelineRun(
            selection.pipelines, of: source, settings: settings, environment: environment, recorded: subject.recorded)
        prepare(selection.pipelines)
        try await run.check()
        if let takePlan {
            takePlan(await run.plan())
            return Ending(result: nil, exit: nil)
        }
        if selection.pipelines.contains(where: \.publishesImages) { try await publication }
        let ending = await execute(run, masker)
        async let conclusion: Void = conclude(ending)
        // First of all: images that a run in progress may use stay, and its workspace is the sign of one.
        workspace.remove()
        await removal
        // Also after a run that was cancelled.
        await Task { await removeSuperseded(by: ending.result?.built ?? [], engine: engine) }.value
        await conclusion
        return ending
    }

    /// The other systems that `pipelines` reach, with the secrets that must not be seen of them.
    ///
    /// - Throws: `CommandExit` about a secret that is not there.
    private func services(for pipelines: [Pipeline]) throws -> (RunServices, [GrantedCredential]) {
        var (services, secrets) = (RunServices(), [GrantedCredential]())
        let triggers = pipelines.reduce(into: Set<String>()) { $0.formUnion($1.triggerNames) }
        if !triggers.isEmpty, terms.reachesOut || !terms.file.configuration.triggers.isEmpty {
            let targets = try ConfiguredTriggers(
                terms.file, context, for: terms.reachesOut ? triggers : [], queue: queue)
            services.triggers = targets
            secrets += targets.secrets
        }
        guard terms.reachesOut else { return (services, secrets) }
        if pipelines.contains(where: { $0.stages.contains { $0.notify != nil } }),
            let notifier = MessageNotifier(terms.file, context)
        {
            services.notifier = notifier
            secrets += notifier.secrets
        }
        if pipelines.contains(where: { $0.stages.contains { $0.promote != nil } }) {
            let store = SecretStore(file: terms.file, context: context)
            let secret = try store.credential(terms.file.configuration.deployments?.credential)
            services.deployments = GitDeployments(terms.file, secret: secret, state: state, context)
            if let secret { secrets.append(secret) }
        }
        services.charts = HelmProgram(terms.file, state: state, context)
        return (services, secrets)
    }

    /// Runs everything; what is not done in time is cancelled.
    private func execute(_ run: PipelineRun, _ masker: SecretMasker) async -> Ending {
        guard let limit = terms.file.configuration.timeouts.total else {
            return Ending(result: await run.execute().masked(by: masker), exit: nil)
        }
        let running = Task { await run.execute() }
        let late = Mutex(false)
        let timer = Task {
            try await Task.sleep(for: limit.duration)
            late.withLock { $0 = true }
            running.cancel()
        }
        let result = await withTaskCancellationHandler {
            await running.value
        } onCancel: {
            running.cancel()
        }
        timer.cancel()
        let isLate = late.withLock { $0 } && result.state == .cancelled
        let exit = CommandExit(.pipelineFailed, "error: the run was stopped: it took longer than \(limit)")
        return Ending(result: result.masked(by: masker), exit: isLate ? exit : nil)
    }

    /// Every file gets the commit's time, so that an engine's cache does not depend on when it was checked out.
    private func checkOut(into workspace: CheckoutWorkspace) async throws {
        try await subject.repository.checkOut(
            subject.commit, into: workspace.checkout,
            options: CheckoutOptions(modificationTime: subject.source.commitTime))
    }

    private func takeWorkTree(into workspace: CheckoutWorkspace, source: inout RunSource) async throws {
        guard let workTree = subject.repository.workTree else { return }
        let changes = try await subject.repository.workTreeChanges()
        try workspace.overlay(changes, from: workTree)
        source.isModified = !changes.isEmpty
        if source.isModified { observer(.warning("\(changes.count) changes that are not committed are built, too")) }
    }

    /// What runs left whose process was killed: containers and images, of which their workspaces told, and what builds left.
    /// Images go with those that nobody needs any more.
    private func removeAbandoned(_ runs: [AbandonedRun], engine: any ImageEngine) async {
        let images = await engine.removeAbandonedBuilds() + runs.flatMap(\.images)
        do {
            try LocalImages(in: state, engine: engine.name).add(nameless: images)
        } catch {
            observer(.warning("images of builds that were killed stay: \(error)"))
        }
        for run in runs {
            do {
                try await engine.remove(abandoned: engine.containers(named: ContainerName.prefix(ofRun: run.id)))
            } catch {
                observer(.warning("containers of run \(run.id), which was killed, stay: \(error)"))
            }
        }
    }

    /// The images that this run's took the names of are of no use to anybody.
    private func removeSuperseded(by built: [BuiltImage], engine: any ImageEngine) async {
        do {
            let images = LocalImages(in: state, engine: engine.name)
            try images.add(nameless: await engine.takeSupersededLayers())
            guard try !images.supersede(with: built).isEmpty else { return }
            // Of two runs that built at the same time, the one that ends last need not have named its image last.
            var named: [BuiltImage] = []
            for image in built {
                guard let holder = try await engine.inspect(image.name.description) else { continue }
                named.append(BuiltImage(name: image.name, id: holder.id))
            }
            // One that a container still uses stays until a later run.
            var removed: [ImageID] = []
            for image in try images.supersede(with: named) {
                do {
                    try await engine.remove(image: image.hex)
                    removed.append(image)
                } catch {
                    log.write("image \(image) stays: \(error)")
                }
            }
            try images.forget(removed)
        } catch {
            observer(.warning("earlier images of this project stay: \(error)"))
        }
    }
}
