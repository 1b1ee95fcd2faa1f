internal import BlubberConfig
internal import Diagnostics
internal import OCI

/// One execution of the selected pipelines of one commit.
///
/// Pipelines run one after the other and the first failure ends the run; so do the stages of a pipeline. Whatever the end,
/// containers are removed before `execute()` returns.
public struct PipelineRun: Sendable {
    let pipelines: [Pipeline]
    let source: RunSource
    let settings: RunSettings
    let environment: RunEnvironment
    let blubberFiles: BlubberFiles
    let parents: ParentImages

    /// A run of `pipelines`, in order.
    public init(_ pipelines: [Pipeline], of source: RunSource, settings: RunSettings, environment: RunEnvironment) {
        self.pipelines = pipelines
        self.source = source
        self.settings = settings
        self.environment = environment
        blubberFiles = BlubberFiles(workspace: environment.workspace, policy: settings.policy)
        parents = ParentImages(engine: environment.engine)
    }

    /// Checks what can be known before anything runs: that every step can be executed, that every variant compiles, and
    /// that every image name may be published.
    ///
    /// - Throws: `StageFailure` with all errors of the first stage that has any.
    public func check() async throws(StageFailure) {
        for pipeline in pipelines {
            for stage in pipeline.stages {
                let scope = scope(of: stage, in: pipeline, values: [:])
                try await StageExecution(run: self, pipeline: pipeline, stage: stage, scope: scope).check()
            }
        }
    }

    /// The text of `config.yaml` by its name, for showing lines of it; empty where there is none.
    var configurationText: [String: String] {
        let file = ".pipeline/config.yaml"
        guard let bytes = try? environment.workspace.read(file) else { return [:] }
        return [file: String(decoding: bytes, as: UTF8.self)]
    }

    /// Runs everything. Cancelling the task stops the step in progress and gives a result whose state is `cancelled`.
    public func execute() async -> RunResult {
        var stages: [StageResult] = []
        var images: [PublishedImage] = []
        var built: [BuiltImage] = []
        var removals: [Task<Void, Never>] = []
        var state = RunState.passed
        for pipeline in pipelines {
            guard state == .passed else {
                stages += pipeline.stages.map { skipped($0, in: pipeline) }
                continue
            }
            let ids = pipeline.stages.map { StageID(pipeline: pipeline.name, stage: $0.name) }
            environment.observer(.pipelineStarted(pipeline.name, stages: ids))
            var values: [String: [String: StageValue]] = [:]
            for stage in pipeline.stages {
                guard state == .passed else {
                    stages.append(skipped(stage, in: pipeline))
                    continue
                }
                let outcome = await execute(stage, in: pipeline, values: values)
                values[stage.name] = outcome.values
                removals.append(removal(of: outcome.containers))
                images += outcome.images
                built += outcome.built
                stages.append(outcome.result)
                state = outcome.result.state
            }
        }
        for removal in removals { await removal.value }
        return RunResult(state: state, stages: stages, images: images, built: built)
    }

    private struct StageOutcome {
        let result: StageResult
        let values: [String: StageValue]
        let containers: [ContainerName]
        let images: [PublishedImage]
        let built: [BuiltImage]
    }

    private func execute(_ stage: Stage, in pipeline: Pipeline, values: [String: [String: StageValue]]) async
        -> StageOutcome
    {
        let start = ContinuousClock.now
        var execution = StageExecution(
            run: self, pipeline: pipeline, stage: stage, scope: scope(of: stage, in: pipeline, values: values))
        environment.observer(.stageStarted(execution.id))
        var state = RunState.passed
        var failure: StageFailure?
        do {
            try Task.checkCancellation()
            try await execution.execute()
        } catch  where Task.isCancelled || error is CancellationError {
            state = .cancelled
        } catch {
            state = .failed
            failure = StageFailure(error)
        }
        let result = StageResult(
            id: execution.id, state: state, duration: start.duration(to: .now), failure: failure)
        environment.observer(.stageFinished(result))
        return StageOutcome(
            result: result, values: execution.scope.values, containers: execution.containers, images: execution.images,
            built: execution.built)
    }

    private func skipped(_ stage: Stage, in pipeline: Pipeline) -> StageResult {
        let id = StageID(pipeline: pipeline.name, stage: stage.name)
        let result = StageResult(id: id, state: .skipped, duration: .zero, failure: nil)
        environment.observer(.stageFinished(result))
        return result
    }

    /// Begins to remove what nothing needs any more, while the run goes on.
    ///
    /// Removal must also happen when the run was cancelled, so it is a task of its own; `execute()` waits for it.
    private func removal(of containers: [ContainerName]) -> Task<Void, Never> {
        let engine = environment.engine
        let observer = environment.observer
        return Task {
            await withTaskGroup { group in
                for container in containers {
                    group.addTask {
                        do {
                            try await engine.remove(container: container)
                        } catch {
                            observer(.warning("the container \(container) could not be removed: \(error)"))
                        }
                    }
                }
            }
        }
    }

    private func scope(of stage: Stage, in pipeline: Pipeline, values: [String: [String: StageValue]]) -> ValueScope {
        let ancestors = pipeline.graph.ancestors(of: stage.name)
        var readable = values.filter { ancestors.contains($0.key) }
        readable["setup"] = setupValues(of: pipeline)
        return ValueScope(stage: stage.name, ancestors: readable)
    }

    private func setupValues(of pipeline: Pipeline) -> [String: StageValue] {
        let parameters = [
            "params.commit": source.commit, "params.branch": source.branch ?? "", "params.tag": source.tag ?? "",
        ]
        let values = [
            "stage": "setup", "pipeline": pipeline.name, "logURL": settings.logLocation, "project": source.project,
            "projectShortName": source.projectShortName, "commit": source.commit, "branch": source.branch ?? "",
            "remote": source.remote ?? "", "tag": source.tag ?? "", "timestamp": settings.startTime.tagText,
        ]
        return values.merging(parameters) { $1 }.mapValues(StageValue.text)
    }
}
