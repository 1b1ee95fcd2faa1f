extension ExportStep: StageStep {
    var key: String { "exports" }
    var templates: [Template] { entries.flatMap(\.value.templates) }

    func plan(in stage: StageExecution) async -> StepPlan {
        StepPlan("exports", entries.map(\.name).joined(separator: ", "))
    }

    /// Binds the names in their order; a later one may use an earlier one.
    func execute(in stage: inout StageExecution) async throws {
        for (name, value) in entries { try stage.scope.bind(name, stage.scope.evaluate(value)) }
    }
}
