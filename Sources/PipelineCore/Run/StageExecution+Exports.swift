extension ExportStep: StageStep {
    var templates: [Template] { entries.flatMap(\.value.templates) }

    /// Binds the names in their order; a later one may use an earlier one.
    func execute(in stage: inout StageExecution) async throws {
        for (name, value) in entries { try stage.scope.bind(name, stage.scope.evaluate(value)) }
    }
}

extension ValueScope {
    /// The value that a template for values stands for.
    func evaluate(_ value: ExportedValue) throws(ExpressionFailure) -> StageValue {
        switch value {
        case .template(let template): return .text(try expand(template))
        case .list(let items):
            var evaluated: [StageValue] = []
            for item in items { evaluated.append(try evaluate(item)) }
            return .list(evaluated)
        case .map(let entries):
            var evaluated: [String: StageValue] = [:]
            for entry in entries { evaluated[entry.key] = try evaluate(entry.value) }
            return .map(evaluated)
        }
    }
}
