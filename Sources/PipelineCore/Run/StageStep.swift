/// One of the things that a stage does.
///
/// A further kind of step is a type of its own with a property of `Stage`, a line in `Stage.steps`, a case in
/// `StageDecoder.decodeSteps`, and an extension that executes it.
protocol StageStep: Sendable {
    /// Its key in the configuration; that of a type `PromoteStep` is `promote` unless it says otherwise.
    var key: String { get }

    /// Every template in it.
    var templates: [Template] { get }

    /// Whether it gives something away: to a registry, a deployment, another system. Events that only try a commit out leave
    /// such steps to others.
    var isPublishing: Bool { get }

    /// Checks what is known of it before the run begins. What depends on other stages' values has to wait for them.
    func check(in stage: StageExecution) async throws(StageFailure)

    /// What it would do, as far as that is known before the run begins.
    func plan(in stage: StageExecution) async -> StepPlan

    /// Does it: binds values in the stage's scope, and notes there what is to be cleaned up.
    func execute(in stage: inout StageExecution) async throws
}

extension StageStep {
    var key: String {
        let name = String(describing: Self.self)
        return (name.hasSuffix("Step") ? String(name.dropLast(4)) : name).lowercased()
    }

    var isPublishing: Bool { false }

    func plan(in stage: StageExecution) async -> StepPlan { StepPlan(key, "") }

    func check(in stage: StageExecution) async throws(StageFailure) {}
}

extension Stage {
    /// Its steps in the order in which they are taken, however they are written: build, run, copy, publish, promote, deploy,
    /// exports, trigger.
    var steps: [any StageStep] {
        let all: [(any StageStep)?] = [build, run, copy, publish, promote, deploy, exports, trigger]
        return all.compactMap(\.self)
    }

    /// Every template of the stage.
    var templates: [Template] { steps.flatMap(\.templates) + blubberFileTemplates + (notify?.templates ?? []) }

    /// The templates in its Blubber file's path or document.
    var blubberFileTemplates: [Template] {
        switch blubberFile {
        case .path(let path): [path]
        case .inline(let document): document.templates
        }
    }
}
