internal import Diagnostics

extension TriggerStep: StageStep {
    var templates: [Template] { parameters.templates }
    var isPublishing: Bool { true }

    func check(in stage: StageExecution) async throws(StageFailure) { try await stage.check(self) }
    func plan(in stage: StageExecution) async -> StepPlan { stage.plan(of: self) }
    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }
}

extension StageExecution {
    /// All that a call may tell, in bytes: what tests print can be its part.
    private static let parameterLimit = 64 << 10

    /// Finds out whether the step may start what it names. Where nothing is described, a run that starts nothing may name
    /// anything.
    fileprivate func check(_ trigger: TriggerStep) async throws(StageFailure) {
        let targets = run.environment.services.triggers
        guard targets != nil || run.settings.reachesOut else { return }
        guard let targets, targets.names.contains(trigger.name) else {
            throw finding("no-trigger", refusal(of: trigger, targets), at: trigger)
        }
        guard run.settings.reachesOut else { return }
        var names: [String: String] = [:]
        if case .map(let entries) = trigger.parameters { for (name, _) in entries { names[name] = "" } }
        do throws(TriggerFailure) {
            try await targets.check(call(trigger, names))
        } catch  where error.isPassing {
            throw .trigger(error)
        } catch {
            throw finding("trigger", (error.message, nil, error.hint), at: trigger)
        }
    }

    fileprivate func plan(of trigger: TriggerStep) -> StepPlan {
        var text = run.settings.reachesOut ? "" : "nothing, as the run does not reach out; it would be "
        if let targets = run.environment.services.triggers, targets.names.contains(trigger.name) {
            text += "\(trigger.name), \(targets.description(of: trigger.name))"
        } else {
            text += "\(trigger.name), which the run configuration does not describe"
        }
        let parameters: [String]
        if case .map(let entries) = trigger.parameters {
            parameters = entries.map { "\($0.key)=\(scope.preview($0.value).joined(separator: " "))" }
        } else {
            parameters = scope.preview(trigger.parameters)
        }
        if !parameters.isEmpty { text += ", told \(parameters.joined(separator: ", "))" }
        if trigger.waits { text += trigger.propagates ? ", and its end" : ", and its end, however that is" }
        return StepPlan("trigger", text)
    }

    /// Starts it, and waits for its end if it is to. Nothing is bound.
    fileprivate mutating func execute(_ trigger: TriggerStep) async throws {
        let parameters = try parameters(of: trigger)
        guard run.settings.reachesOut else {
            return begin("trigger nothing: \(trigger.name) is left out, as the run does not reach out")
        }
        guard let targets = run.environment.services.triggers, targets.names.contains(trigger.name) else {
            throw finding("no-trigger", refusal(of: trigger, run.environment.services.triggers), at: trigger)
        }
        let call = call(trigger, parameters)
        let outcome = try await step("trigger \(trigger.name)") { try await targets.start(call, output: $0) }.value
        guard case .failed(let words) = outcome else { return }
        guard !trigger.propagates else { throw TriggerFailure("\(trigger.name) ended badly: \(words)") }
        run.environment.observer(.warning("\(id) goes on, although \(trigger.name) ended badly: \(words)"))
    }

    private func parameters(of trigger: TriggerStep) throws -> [String: String] {
        let parameters = try scope.entries(trigger.parameters, field: "trigger.parameters")
        if let name = parameters.keys.sorted().first(where: { !TriggerStep.isParameter($0) }) {
            throw StageFailure.refused(
                "`\(stage.name)` cannot tell \(trigger.name) a parameter `\(name)`",
                hint: "use letters, digits, `_`, `-` and `.` in its name")
        }
        guard parameters.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) <= Self.parameterLimit else {
            throw StageFailure.refused(
                "the parameters for \(trigger.name) are larger than \(Self.parameterLimit >> 10) KiB",
                hint: "tell it where to find what it needs")
        }
        return parameters
    }

    private func call(_ trigger: TriggerStep, _ parameters: [String: String]) -> TriggerCall {
        TriggerCall(
            name: trigger.name, stage: id, run: run.settings.runID, source: run.source, log: run.settings.logLocation,
            parameters: parameters.mapValues(run.environment.masker.mask), images: publishedImages,
            waits: trigger.waits, limit: run.settings.buildTimeout)
    }

    private var publishedImages: [TriggerCall.Image] {
        let readable = scope.readable
        return pipeline.graph.sorted.compactMap { name in
            guard let values = readable[name], let fullName = values["imageFullName"],
                case .list(let tags)? = values["imageTags"], let primary = tags.first
            else { return nil }
            return TriggerCall.Image(
                stage: name, name: values["imageName"]?.description ?? "", reference: "\(fullName):\(primary)",
                tags: tags.map(\.description))
        }
    }

    private typealias Words = (message: String, note: String?, hint: String?)

    private func refusal(of trigger: TriggerStep, _ targets: (any TriggerTargets)?) -> Words {
        let names = targets?.names ?? []
        let near = nearMatch(to: trigger.name, among: names).map { "did you mean `\($0)`?" }
        return (
            "`\(run.source.project)` may not start `\(trigger.name)`",
            "allowed triggers: \(names.isEmpty ? "none" : names.joined(separator: ", "))",
            near ?? targets?.hint ?? "describe it under `triggers` in the run configuration"
        )
    }

    private func finding(_ code: String, _ words: Words, at trigger: TriggerStep) -> StageFailure {
        let finding = Diagnostic(
            code: "pipeline.\(code)", words.message, at: trigger.location, length: trigger.name.unicodeScalars.count,
            notes: [words.note].compactMap(\.self), hint: words.hint)
        return .configuration(DiagnosticList([finding]), sources: run.configurationText)
    }
}
