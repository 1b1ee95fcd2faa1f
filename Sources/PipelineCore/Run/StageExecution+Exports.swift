extension ExportStep: StageStep {
    var templates: [Template] { entries.flatMap(\.value.templates) }

    /// Binds the names in their order; a later one may use an earlier one.
    func execute(in stage: inout StageExecution) async throws {
        for (name, value) in entries { try stage.scope.bind(name, stage.scope.evaluate(value)) }
    }
}
