internal import BlubberConfig
internal import Diagnostics
internal import OCI

/// One execution of the selected pipelines of one commit.
///
/// Pipelines run one after the other and the first failure ends the run. Within a pipeline, stages with no path between
/// them run side by side, at most `RunSettings.jobs` at a time. Whatever the end, containers are removed before `execute()`
/// returns.
public struct PipelineRun: Sendable {
    let pipelines: [Pipeline]
    let source: RunSource
    let settings: RunSettings
    let environment: RunEnvironment
    let blubberFiles: BlubberFiles
    let parents: ParentImages
    let copies = CopiedFiles()
    let recorded: [StageID: StageOutcome]

    /// A run of `pipelines`, in order.
    ///
    /// `recorded` is what an earlier attempt at the same run left of stages that passed, as told by `stageFinished`: these
    /// stages are not run again, and count as passed, unless an image or container is gone that a later stage may need.
    public init(
        _ pipelines: [Pipeline], of source: RunSource, settings: RunSettings, environment: RunEnvironment,
        recorded: [StageID: StageOutcome] = [:]
    ) {
        self.recorded = recorded
        self.pipelines = pipelines
        self.source = source
        self.settings = settings
        self.environment = environment
        blubberFiles = BlubberFiles(workspace: environment.workspace, policy: settings.policy)
        parents = ParentImages(
            engine: environment.engine, retry: RegistryRetry(clock: environment.clock),
            built: recorded.values.flatMap(\.built))
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

    /// Runs everything. Cancelling the task stops the steps in progress and gives a result whose state is `cancelled`.
    public func execute() async -> RunResult {
        var stages: [StageResult] = []
        var state = RunState.passed
        for pipeline in pipelines {
            let execution = PipelineExecution(run: self, pipeline: pipeline)
            guard state == .passed else {
                stages += execution.skip()
                continue
            }
            let results = await execution.execute()
            stages += results
            let states = Set(results.map(\.state))
            state = [RunState.cancelled, .failed].first(where: states.contains) ?? .passed
        }
        return RunResult(state: state, stages: stages)
    }

    func scope(of stage: Stage, in pipeline: Pipeline, values: [String: [String: StageValue]]) -> ValueScope {
        let ancestors = pipeline.graph.ancestors(of: stage.name)
        var readable = values.filter { ancestors.contains($0.key) }
        readable["setup"] = setupValues(of: pipeline)
        return ValueScope(stage: stage.name, ancestors: readable)
    }

    private func setupValues(of pipeline: Pipeline) -> [String: StageValue] {
        let parameters = [
            "params.commit": source.commit, "params.branch": source.branch ?? "", "params.tag": source.tag ?? "",
        ]
        var values = [
            "stage": "setup", "pipeline": pipeline.name, "logURL": settings.logLocation, "project": source.project,
            "projectShortName": source.projectShortName, "commit": source.commit, "branch": source.branch ?? "",
            "remote": source.remote ?? "", "tag": source.tag ?? "", "timestamp": settings.startTime.tagText,
            "GIT_COMMIT": source.commit, "GIT_BRANCH": source.branch ?? "", "GIT_URL": source.remote ?? "",
        ]
        values["httpProxy"] = settings.httpProxy
        let told = Dictionary(source.parameters.map { ("params.\($0.key)", $0.value) }) { $1 }
        var bound = told.merging(values) { $1 }.merging(parameters) { $1 }.mapValues(StageValue.text)
        bound["imageLabels"] = .map(labels(of: pipeline).mapValues(StageValue.text))
        return bound
    }

    /// The labels of every image that a pipeline builds.
    func labels(of pipeline: Pipeline) -> [String: String] {
        var labels = [
            Annotation.revision: source.revision,
            // The commit's time and not the clock's: equal commits give equal images.
            Annotation.created: UTCTime(seconds: source.commitTime).rfc3339,
            // Labels are inherited: without these the image would call itself by its base's name and version.
            Annotation.title: source.project, Annotation.version: source.revision,
            StageExecution.generationLabel: "service", "ci.project": source.project, "ci.pipeline": pipeline.name,
        ]
        labels[Annotation.source] = source.remote
        return labels
    }
}
