internal import ConfigValues
internal import Diagnostics
internal import FoundationEssentials
internal import GitWatcher
internal import ImageEngines
internal import OCI
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig
internal import SQLiteLedger
internal import Synchronization

/// One `run`: from the repository to the report, with everything it made for itself removed at the end.
struct RunSession {
    struct Outcome {
        let report: RunReport
        let exit: CommandExit
        let format: DisplayFormat
    }

    private let format: DisplayFormat
    private let command: RunCommand
    private let context: CommandContext
    private let state: StateFolder
    private let runID: RunID
    private let startTime: UTCTime
    private let file: RunnerFile
    private let registry: Registry
    private let trigger: Trigger
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
        trigger = command.event ?? .local
        self.context = context
        state = command.stateOptions.folder(context)
        startTime = context.now
        runID = RunID(startingAt: startTime)
        // In CI the repository's file belongs to whoever proposes a change.
        file = try command.configurationOption.read(
            repositoryAt: trigger == .local ? command.repository : nil, context)
        registry =
            try Registry.configured(file.configuration, flag: command.registry, context: context)
            ?? .layout(folder: state.embeddedRegistry)
        format = DisplayFormat(command.format, on: context.standardError)
        display = format.display(context)
    }

    /// Runs everything and reports it; failures are part of the outcome.
    func execute() async -> Outcome {
        var report = RunReport(run: runID.description)
        var log: RunLog?
        do {
            let opened = try RunLog(in: state, for: runID)
            (log, report.log) = (opened, opened.path)
            let ending = try await run(log: opened, report: &report)
            if let result = ending.result { report.add(result) }
            if let exit = ending.exit { throw exit }
            if ending.result?.state == .cancelled { throw CancellationError() }
            display.close()
            let exit = ending.result.map { self.exit(after: $0, log: opened) }
            return Outcome(report: report, exit: exit ?? .success, format: format)
        } catch {
            display.close()
            let exit = CommandExit(error)
            log?.write(exit.message ?? "")
            report.state = (exit.code == CommandExit.Kind.interrupted.rawValue ? RunState.cancelled : .failed).rawValue
            report.error = ErrorRecord(exit)
            let isShown = report.error.map(display.show) ?? false
            return Outcome(report: report, exit: isShown ? exit.silent : exit, format: format)
        }
    }

    private func run(log: RunLog, report: inout RunReport) async throws -> RunExecution.Ending {
        // Opening it takes as long as loading libgit2 and finding the commit.
        let ledger = command.dryRun ? nil : Task { [state] in try state.ledger() }
        let repository = try await GitRepository.discover(from: context.absolute(command.repository))
        let commit = try await repository.resolve(command.commit)
        guard !command.worktree || (command.commit == "HEAD" && repository.workTree != nil) else {
            throw CommandExit(.badInput, "error: --worktree takes the work tree of HEAD, not of another commit")
        }
        let source = try await source(of: commit, in: repository)
        (report.commit, report.project) = (source.commit, source.project)
        log.write("run \(runID): \(source.project) at \(source.commit)")
        var choice = PipelineChoice(names: command.pipeline)
        if !command.allow.isEmpty { choice.allowed = Set(command.allow) }
        if let patterns = file.configuration.events[trigger] {
            choice.isMeant = { name in patterns.contains { $0.matches(name) } }
        }
        let subject = RunSubject(
            repository: repository, commit: commit, source: source, choice: choice, takesWorkTree: command.worktree)
        let terms = try await terms(for: source.project)
        guard let ledger else { return await plan(subject, terms, log: log, report: &report) }
        let (display, recorder) = (display, await LocalRecorder.begin(runID, source, trigger, in: ledger, context))
        var execution = RunExecution(
            subject: subject, terms: terms, state: state, context: context, log: log,
            observer: { event in
                for line in event.plainLines { log.write(line) }
                recorder?.take(event, logEnd: log.length)
                display.show(event)
            })
        execution.prepare = { display.prepare(for: $0) }
        execution.queue = recorder?.queue(in: state)
        execution.conclude = { await recorder?.finish($0) }
        return await execution.execute()
    }

    /// Finds out what the run would do. Nothing of it stays, its log included.
    private func plan(
        _ subject: RunSubject, _ terms: RunTerms, log: RunLog, report: inout RunReport
    ) async -> RunExecution.Ending {
        let display = display
        let planned = Mutex<RunPlan?>(nil)
        var execution = RunExecution(
            subject: subject, terms: terms, state: state, context: context, log: log, observer: { display.show($0) })
        execution.takePlan = { plan in planned.withLock { $0 = plan } }
        let ending = await execution.execute()
        report.plan = planned.withLock { $0 }
        (report.run, report.log) = (nil, nil)
        if report.plan != nil { report.state = "planned" }
        try? FileManager.default.removeItem(atPath: state.runFolder(runID.description))
        return ending
    }

    private func terms(for project: String) async throws -> RunTerms {
        let (options, context, configuration) = (command.engineOptions, context, file.configuration)
        let startTime =
            publishes && !command.dryRun ? try TagTimes(in: state).claim(for: project, at: startTime) : startTime
        var terms = RunTerms(
            runID: runID, startTime: startTime, file: file, registry: registry, publishes: publishes,
            engine: { try await options.select(context, configuration, warn: $0) })
        terms.reachesOut = command.publish ?? command.event?.publishesByDefault ?? false
        terms.process = try options.processSettings(context, configuration)
        terms.containers = try command.runNetworkOption.settings(options, context, configuration)
        terms.jobs = command.jobs
        terms.addsGitTag = command.event == .tag || command.tag != nil
        terms.usesCache = !command.noCache
        terms.requiresKnownParents = command.knownParents
        terms.policy = try await command.policyOptions.read(context)
        terms.timeout = command.timeout?.duration
        return terms
    }

    /// Uncommitted changes are tried and not published, unless the person insists.
    private var publishes: Bool {
        command.publish ?? ((command.event?.publishesByDefault ?? true) && !command.worktree)
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

    private func exit(after result: RunResult, log: RunLog) -> CommandExit {
        if let failure = log.failure { context.warn("the log is incomplete: \(failure)") }
        switch result.state {
        case .passed: return .success
        default:
            let kind = result.failure.map(CommandExit.kind) ?? .pipelineFailed
            // Once something ran, a wrong name that only showed then is a failed pipeline, not bad input.
            return CommandExit(
                kind == .badInput ? .pipelineFailed : kind, format == .json ? nil : "the full log: \(log.path)")
        }
    }
}
