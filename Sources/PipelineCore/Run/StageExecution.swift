internal import BlubberConfig
internal import Diagnostics
internal import OCI

/// A stage on its way through its steps: what it has bound, and what it leaves to be cleaned up.
struct StageExecution {
    let run: PipelineRun
    let pipeline: Pipeline
    let stage: Stage
    var scope: ValueScope
    var containers: [ContainerName] = []
    /// The releases that are installed.
    var releases: [String] = []
    var images: [PublishedImage] = []
    var built: [BuiltImage] = []

    var id: StageID { StageID(pipeline: pipeline.name, stage: stage.name) }
    var engine: any ImageEngine { run.environment.engine }

    init(run: PipelineRun, pipeline: Pipeline, stage: Stage, scope: ValueScope) {
        self.run = run
        self.pipeline = pipeline
        self.stage = stage
        self.scope = scope
    }

    /// Takes the steps in their fixed order; what was bound before a failure stays bound.
    mutating func execute() async throws {
        for step in stage.steps { try await step.execute(in: &self) }
    }

    /// Checks what is known before the run begins. What depends on other stages' values has to wait for them.
    func check() async throws(StageFailure) {
        for step in stage.steps { try await step.check(in: self) }
    }

    /// Tells that a step begins.
    func begin(_ title: String) {
        let masked = run.environment.masker.mask(title)
        run.environment.observer(.stepStarted(id, masked.onOneLine))
    }

    /// Tells that a step begins, runs it within the time limit, by default that of builds, and gives what it returns.
    func step<Value: Sendable>(
        _ name: String, capturing: Int = 0, limit: Duration? = nil,
        _ body: @escaping @Sendable (@escaping OutputHandler) async throws -> Value
    ) async throws -> (value: Value, tail: OutputTail) {
        let (id, observer) = (id, run.environment.observer)
        begin(name)
        let tail = OutputTail(captured: capturing, masker: run.environment.masker) { observer(.output(id, $0)) }
        let limit = limit ?? run.settings.buildTimeout
        defer { tail.finish() }
        do {
            let value = try await withTimeLimit(limit, clock: run.environment.clock) { try await body(tail.take) }
            tail.finish()
            return (value, tail)
        } catch is TimedOut {
            tail.finish()
            throw StageFailure.timedOut(step: name, limit: limit, lastLines: tail.last)
        }
    }

    func imageID(_ template: Template, for purpose: String) throws -> ImageID {
        let text = try scope.expand(template)
        guard let id = ImageID(text) else {
            throw StageFailure.refused(
                "`\(stage.name)` cannot \(purpose) `\(text)`: it is no image ID",
                hint: "use the ID of an image that this pipeline built, as in `${build.imageID}`")
        }
        return id
    }
}
