internal import FoundationEssentials
internal import Hashing
internal import Messaging
internal import PipelineCore
internal import RunnerConfig

/// What `trigger` steps may start, as the run configuration describes it.
struct ConfiguredTriggers: TriggerTargets {
    private enum Target {
        case hook(TriggerHook)
        case run(TriggeredRun)
        /// A hook whose secret is not needed and was not read, or a run that cannot be queued here.
        case idle(RunnerTrigger)
    }

    private let targets: [String: Target]
    private let file: RunnerFile
    private let context: CommandContext
    private let course: Int
    /// What must not be seen of it.
    let secrets: [GrantedCredential]

    /// - Parameters:
    ///   - wanted: The names of those that may be called.
    ///   - queue: Where runs are queued; `nil` where none can.
    /// - Throws: `CommandExit` about a secret that is not there.
    init(_ file: RunnerFile, _ context: CommandContext, for wanted: Set<String>, queue: RunQueue?) throws(CommandExit) {
        (self.file, self.context) = (file, context)
        course = queue?.course ?? 1
        let store = SecretStore(file: file, context: context)
        var (targets, secrets) = ([String: Target](), [GrantedCredential]())
        for (name, trigger) in file.configuration.triggers {
            switch trigger {
            case .hook(let hook) where wanted.contains(name):
                let credential = try store.credential(hook.credential)
                if let credential { secrets.append(credential) }
                targets[name] = .hook(
                    TriggerHook(
                        name: name, address: WebAddress(url: hook.url, credential: credential.bearer),
                        runner: context.runner, authorities: file.configuration.caBundle))
            case .repository(let repository, let branch, let pipeline) where wanted.contains(name) && queue != nil:
                guard let queue else { continue }
                targets[name] = .run(
                    TriggeredRun(
                        name: name, repository: repository, branch: branch, pipeline: pipeline, queue: queue))
            default: targets[name] = .idle(trigger)
            }
        }
        (self.targets, self.secrets) = (targets, secrets)
    }

    var names: [String] { targets.keys.sorted() }

    var hint: String {
        switch (file.path, file.origin) {
        case (nil, _): "describe it under `triggers` in ~/.config/pipeline-runner/pipeline-runner.yaml"
        case (let path?, .repository): "\(path) is in force and can describe no triggers; name a file with --config"
        case (let path?, .administrator): "add it to `triggers` in \(path)"
        }
    }

    func description(of name: String) -> String {
        switch file.configuration.triggers[name] {
        case .hook(let hook): "posted to \(WebAddress(url: hook.url).name)"
        case .repository(let repository, let branch, let pipeline):
            "a run of " + (pipeline.map { "\($0) of " } ?? "") + repository + (branch.map { " at \($0)" } ?? "")
        case nil: ""
        }
    }

    func check(_ call: TriggerCall) async throws(TriggerFailure) {
        switch targets[call.name] {
        case .run(let run): try await run.check(call)
        case .hook: break
        // A plan is made without the ledger.
        case .idle, nil: break
        }
    }

    func start(_ call: TriggerCall, output: @escaping OutputHandler) async throws -> TriggerOutcome {
        switch targets[call.name] {
        case .run(let run): return try await run.start(call, output: output)
        case .hook(let hook):
            return try await hook.start(call, delivery: delivery(of: call), at: context.now, output: output)
        case .idle, nil:
            throw TriggerFailure(
                "no run of \(call.name) can be queued, as this run is not recorded in the ledger",
                hint: "the warning at its beginning says why")
        }
    }

    /// The same for every attempt, until a person has the run retried.
    private func delivery(of call: TriggerCall) -> String {
        "\(call.run)-\(course)-\(SHA256.hex(of: Array("\(call.stage)".utf8)).prefix(16))"
    }
}
