internal import OCI

extension RunStep: StageStep {
    var templates: [Template] { [image] + arguments.templates + environment.templates }

    func check(in stage: StageExecution) async throws(StageFailure) { try stage.checkCredentials(of: self) }
    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }

    func plan(in stage: StageExecution) async -> StepPlan {
        let own = image.source == RunStep().image.source
        let words = [own ? "the image" : "image \(stage.scope.preview(image))"] + stage.scope.preview(arguments)
        return StepPlan("run", words.joined(separator: " "))
    }
}

extension StageExecution {
    /// Runs an image's entrypoint to its end and binds `container` and `output`.
    fileprivate mutating func execute(_ runStep: RunStep) async throws {
        let image = try imageID(runStep.image, for: "run")
        let name = ContainerName.unique(run: run.settings.runID)
        var request = ContainerRequest(image: image, name: name)
        request.arguments = try scope.texts(runStep.arguments, field: "run.arguments")
        request.environment = try environment(of: runStep)
        try grant(runStep.credentials, to: &request)
        request.settings = run.settings.containers
        request.limits = run.settings.limits
        containers.append(name)

        let (engine, prepared) = (engine, request)
        let title = (["run"] + request.arguments).joined(separator: " ")
        let outcome = try await step(title, capturing: runStep.tail, limit: run.settings.runTimeout) { output in
            try await engine.run(prepared, output: output)
        }
        guard outcome.value == 0 else {
            throw StageFailure.exitCode(outcome.value, lastLines: outcome.tail.last)
        }
        try scope.bind("container", text: name.text)
        try scope.bind("output", text: outcome.tail.output)
    }

    private func environment(of step: RunStep) throws(ExpressionFailure) -> [String: String] {
        guard case .map(let entries) = step.environment else {
            return try scope.entries(step.environment, field: "run.env")
        }
        var environment: [String: String] = [:]
        for case (let variable, .text(let template)) in entries {
            environment[variable] = try expand(template, for: variable)
        }
        return environment
    }

    /// A `${NAME}` that no stage binds stands for the event's parameter of that name; unknown ones become nothing.
    private func expand(_ template: Template, for variable: String) throws(ExpressionFailure) -> String {
        let own = ["commit": run.source.commit, "branch": run.source.branch, "tag": run.source.tag]
        let parameters = run.source.parameters.merging(own.compactMapValues(\.self)) { $1 }
        return try scope.expand(template) { unbound in
            if let value = parameters[unbound.key] { return value }
            let message = "nothing is known as `\(unbound.source)`; `\(variable)` has nothing in its place"
            run.environment.observer(.warning("\(id): \(message)"))
            return ""
        }
    }
}
