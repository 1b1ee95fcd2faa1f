internal import BlubberConfig
internal import ConfigValues
internal import Diagnostics
internal import GitWatcher
internal import Glibc
internal import ImageEngines
internal import OCI
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig
internal import Synchronization

/// One `run`: from the repository to the report, with everything it made for itself removed at the end.
struct RunSession {
    struct Outcome {
        let report: RunReport
        let exit: CommandExit
    }

    let format: DisplayFormat
    private let command: RunCommand
    private let context: CommandContext
    private let state: StateFolder
    private let runID: RunID
    private let startTime: UTCTime
    private let file: RunnerFile
    private let registry: Registry
    private let display: any RunDisplay

    /// Reads the flags.
    ///
    /// - Throws: `Registry.InvalidRegistry` for a registry that is none, `CommandExit` for a tag that no image can have.
    init(_ command: RunCommand, context: CommandContext) throws {
        if let tag = command.tag, !ImageReference.isTag(ImageNaming.sanitized(tag)) {
            throw CommandExit(
                .badInput,
                "error: `\(tag)` is no tag for an image: use letters, digits, `_`, `.` and `-`, at most 128, and begin with "
                    + "none of `.` and `-`")
        }
        self.command = command
        self.context = context
        state = command.stateOptions.folder(context)
        startTime = context.now
        runID = RunID(startingAt: startTime)
        // In CI the repository's file belongs to whoever proposes a change.
        file = try command.configurationOption.read(
            repositoryAt: command.event == .local ? command.repository : nil, context)
        let named = try Precedence(environment: context.environment).value(command.registry, "REGISTRY", nil) { $0 }
        registry =
            try named.map { try Registry($0, currentFolder: context.currentFolder) } ?? file.configuration.registry
            ?? .layout(folder: state.embeddedRegistry)
        let channel = context.standardError
        format = command.format ?? (channel.isTerminal ? .pretty : .plain)
        switch format {
        case .pretty where channel.isTerminal: display = PrettyDisplay(channel: channel)
        case .pretty, .plain: display = PlainDisplay(channel: channel)
        case .json: display = JSONDisplay(channel: channel, now: { context.now })
        }
    }

    /// Runs everything and reports it; failures are part of the outcome.
    func execute() async -> Outcome {
        var report = RunReport(run: runID.description)
        var log: RunLog?
        var masker = SecretMasker()
        do {
            let opened = try RunLog(in: state, for: runID)
            (log, report.log) = (opened, opened.path)
            let result = try await run(log: opened, report: &report, masker: &masker)
            display.close()
            report.add(result)
            return Outcome(report: report, exit: exit(after: result, log: opened))
        } catch {
            display.close()
            let exit = CommandExit(error).masked(by: masker)
            log?.write(exit.message ?? "")
            report.state = (exit.code == CommandExit.Kind.interrupted.rawValue ? RunState.cancelled : .failed).rawValue
            report.error = ErrorRecord(exit)
            if let json = display as? JSONDisplay, let error = report.error { json.show(error) }
            return Outcome(report: report, exit: format == .json ? exit.silent : exit)
        }
    }

    private func run(
        log: RunLog, report: inout RunReport, masker: inout SecretMasker
    ) async throws -> RunResult {
        let display = display
        let observer: @Sendable (RunEvent) -> Void = { event in
            for line in event.plainLines { log.write(line) }
            display.show(event)
        }
        let repository = try await GitRepository.discover(from: context.absolute(command.repository))
        let commit = try await repository.resolve(command.commit)
        var source = try await source(of: commit, in: repository)
        (report.commit, report.project) = (source.commit, source.project)
        log.write("run \(runID): \(source.project) at \(source.commit)")
        if let path = file.path { log.write("configuration \(path)") }
        for warning in file.configuration.warnings.sorted { observer(.warning(warning.description)) }

        let workspace = try CheckoutWorkspace(in: state, for: runID)
        defer { workspace.remove() }
        async let engineSelection = command.engineOptions.select(context, file.configuration) {
            observer(.warning($0))
        }
        async let publication: Void = publishes ? PublicationProbe.examine(registry, runner: context.runner) : ()
        try await checkOut(commit, at: source.commitTime, of: repository, into: workspace)
        if command.worktree { try await takeWorkTree(of: repository, into: workspace, source: &source, observer) }
        let selection = try RunPipelines(workspace: workspace).select(
            named: command.pipeline, publishes: publishes,
            isMeant: file.configuration.events[command.event].map { patterns in
                { name in patterns.contains { $0.matches(name) } }
            })
        for warning in selection.warnings { observer(.warning(warning)) }
        let engine = try await engineSelection
        log.write("engine \(engine.name), registry \(registry)")

        let settings = try await settings(for: selection.pipelines, of: source, log: log)
        if selection.pipelines.contains(where: \.runsContainers) {
            try await engine.checkContainers(settings.containers, limits: settings.limits)
        }
        masker = try SecretStore(file: file, context: context).masker(hiding: Array(settings.credentials.values.values))
        let run = PipelineRun(
            selection.pipelines, of: source, settings: settings,
            environment: RunEnvironment(engine: engine, workspace: workspace, masker: masker, observer: observer))
        try await run.check()
        if selection.pipelines.contains(where: \.publishesImages) { try await publication }
        let (result, isLate) = await execute(run)
        workspace.remove()
        await removeSuperseded(by: result, engine: engine, observer: observer)
        guard isLate, let limit = file.configuration.timeouts.total else { return result.masked(by: masker) }
        report.add(result.masked(by: masker))
        throw CommandExit(.pipelineFailed, "error: the run was stopped: it took longer than \(limit)")
    }

    private func settings(
        for pipelines: [Pipeline], of source: RunSource, log: RunLog
    ) async throws -> RunSettings {
        let (configuration, options) = (file.configuration, command.engineOptions)
        var settings = RunSettings(
            runID: runID.description, registry: registry, publishes: publishes, startTime: startTime)
        settings.jobs = command.jobs ?? configuration.jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        settings.usesCache = !command.noCache
        settings.requiresKnownParents =
            command.knownParents || context.environment["PIPELINE_RUNNER_KNOWN_PARENTS"] == "1"
        settings.policy = try await command.policyOptions.read(context)
        settings.pull = configuration.pull ?? settings.pull
        settings.process = try options.processSettings(context, configuration)
        settings.containers = try options.containerSettings(context, configuration)
        settings.limits = configuration.limits
        settings.buildTimeout = (command.timeout ?? configuration.timeouts.build)?.duration ?? settings.buildTimeout
        settings.runTimeout = (command.timeout ?? configuration.timeouts.run)?.duration ?? settings.runTimeout
        settings.credentials = try SecretStore(file: file, context: context).credentials(
            of: source.project, for: pipelines)
        settings.logLocation = log.path
        return settings
    }

    /// Runs everything; what is not done in time is cancelled.
    private func execute(_ run: PipelineRun) async -> (result: RunResult, isLate: Bool) {
        guard let limit = file.configuration.timeouts.total?.duration else { return (await run.execute(), false) }
        let running = Task { await run.execute() }
        let late = Mutex(false)
        let timer = Task {
            try await Task.sleep(for: limit)
            late.withLock { $0 = true }
            running.cancel()
        }
        let result = await withTaskCancellationHandler {
            await running.value
        } onCancel: {
            running.cancel()
        }
        timer.cancel()
        return (result, late.withLock { $0 } && result.state == .cancelled)
    }

    /// Uncommitted changes are tried and not published, unless the person insists.
    private var publishes: Bool { command.publish ?? (command.event.publishesByDefault && !command.worktree) }

    private func takeWorkTree(
        of repository: GitRepository, into workspace: CheckoutWorkspace, source: inout RunSource,
        _ observer: (RunEvent) -> Void
    ) async throws {
        guard command.commit == "HEAD", let workTree = repository.workTree else {
            throw CommandExit(.badInput, "error: --worktree takes the work tree of HEAD, not of another commit")
        }
        let changes = try await repository.workTreeChanges()
        try workspace.overlay(changes, from: workTree)
        source.isModified = !changes.isEmpty
        if source.isModified { observer(.warning("\(changes.count) changes that are not committed are built, too")) }
    }

    private func source(of commit: ObjectID, in repository: GitRepository) async throws -> RunSource {
        let description = try await repository.commit(commit)
        let surroundings = try await repository.context(for: commit, revision: command.commit)
        let project = try await repository.projectName().full
        var source = RunSource(project: project, commit: commit.hex, commitTime: description.committer.time)
        source.branch = surroundings.branch ?? surroundings.currentBranch
        source.tag = command.tag ?? (command.event == .tag ? surroundings.tags.first : nil)
        source.remote = surroundings.remote
        return source
    }

    /// Every file gets the commit's time, so that an engine's cache does not depend on when it was checked out.
    private func checkOut(
        _ commit: ObjectID, at time: Int, of repository: GitRepository, into workspace: CheckoutWorkspace
    ) async throws {
        try await repository.checkOut(
            commit, into: workspace.checkout, options: CheckoutOptions(modificationTime: time))
    }

    /// The images that this run's took the names of are of no use to anybody.
    private func removeSuperseded(
        by result: RunResult, engine: any ImageEngine, observer: @Sendable (RunEvent) -> Void
    ) async {
        do {
            let images = LocalImages(in: state, engine: engine.name)
            var old = Set(try images.supersede(with: result.built))
            guard !old.isEmpty else { return }
            // Of two runs that built at the same time, the one that ends last need not have named its image last.
            var named: [BuiltImage] = []
            for image in result.built {
                guard let holder = try await engine.inspect(image.name.description) else { continue }
                named.append(BuiltImage(name: image.name, id: holder.id))
            }
            old.formUnion(try images.supersede(with: named))
            old.subtract(named.map(\.id))
            let removable = old
            // A cancelled run removes them, too. One that a container still uses stays.
            await Task { for image in removable { try? await engine.remove(image: image.hex) } }.value
        } catch {
            observer(.warning("earlier images of this project stay: \(error)"))
        }
    }

    private func exit(after result: RunResult, log: RunLog) -> CommandExit {
        if let failure = log.failure { context.warn("the log is incomplete: \(failure)") }
        switch result.state {
        case .passed: return .success
        case .cancelled: return CommandExit(.interrupted, format == .json ? nil : "interrupted")
        default:
            let kind = result.failure.map(CommandExit.kind) ?? .pipelineFailed
            // Once something ran, a wrong name that only showed then is a failed pipeline, not bad input.
            return CommandExit(
                kind == .badInput ? .pipelineFailed : kind, format == .json ? nil : "the full log: \(log.path)")
        }
    }
}
