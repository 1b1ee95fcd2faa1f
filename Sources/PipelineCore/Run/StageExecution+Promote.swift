extension PromoteStep: StageStep {
    var templates: [Template] { entries.templates }
    var isPublishing: Bool { true }

    func check(in stage: StageExecution) async throws(StageFailure) {
        guard stage.run.settings.reachesOut else { return }
        guard let repository = stage.run.environment.services.deployments else {
            throw .refused(
                "`\(stage.stage.name)` cannot promote: the run configuration has no `deployments`",
                hint: "describe there which repository and which file in it versions are written to")
        }
        for entry in entries.items ?? [] {
            guard let known = stage.known(entry), let promotion = try stage.promotion(known) else { continue }
            do throws(DeploymentFailure) { try repository.check(promotion) } catch { throw .deployment(error) }
        }
    }

    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }

    func plan(in stage: StageExecution) async -> StepPlan {
        let written = entries.items ?? [entries]
        let phrases = written.map { entry in
            guard case .map = entry else { return stage.scope.preview(entry).joined(separator: ", ") }
            return Promotion.phrase(
                chart: stage.preview(entry["chart"], PromoteStep.usualChart),
                version: stage.preview(entry["version"], PromoteStep.usualVersion),
                environments: entry["environments"].map(stage.scope.preview) ?? [])
        }
        let action = stage.run.settings.reachesOut ? "" : "nothing, as the run does not reach out; it would be "
        return StepPlan("promote", action + phrases.joined(separator: "; "))
    }
}

extension StageExecution {
    /// Promotes all entries together, or says what would be.
    fileprivate func execute(_ step: PromoteStep) async throws {
        guard case .list(let items) = try scope.evaluate(step.entries) else {
            throw StageFailure.refused(
                "`promote` of `\(stage.name)` must be a list, and `$merge` made something else of it",
                hint: "join lists with lists")
        }
        var promotions: [Promotion] = []
        for item in items {
            guard case .map(let fields) = item else {
                throw StageFailure.refused(
                    "an entry of `promote` of `\(stage.name)` is no map: \(item)",
                    hint: "write `chart: NAME`, and perhaps `environments` and `version`")
            }
            guard let promotion = try promotion(fields) else {
                // A pipeline that publishes tags only has nothing to say about a merge.
                begin("promote nothing, as the version is blank")
                continue
            }
            if !promotions.contains(promotion) { promotions.append(promotion) }
        }
        guard !promotions.isEmpty else { return }
        let title = promotions.map(\.phrase).joined(separator: "; ")
        guard run.settings.reachesOut, let repository = run.environment.services.deployments else {
            let text = "promote nothing, as the run does not reach out; it would be \(title)"
            return begin(text)
        }
        let wanted = promotions
        _ = try await self.step("promote \(title)") { output in
            try await repository.promote(wanted, output: output)
        }
    }

    /// An entry with a version in the place of one that only the run knows; `nil` if it is not known where that goes.
    fileprivate func known(_ entry: ValueTemplate) -> [String: StageValue]? {
        guard case .map(let fields) = entry,
            case .map(var known)? = try? scope.evaluate(.map(fields.filter { $0.key != "version" }))
        else { return nil }
        known["version"] = entry["version"].flatMap { try? scope.evaluate($0) } ?? .text("0")
        return known
    }

    /// An entry that was evaluated, its defaults filled in; `nil` if its version is blank.
    fileprivate func promotion(_ fields: [String: StageValue]) throws(StageFailure) -> Promotion? {
        for key in fields.keys.sorted() where !StageDecoder.promoteKeys.contains(key) {
            throw .refused(
                "an entry of `promote` of `\(stage.name)` has the unknown key `\(key)`",
                hint: "the keys are \(StageDecoder.promoteKeys.joined(separator: ", "))")
        }
        func text(_ key: String, _ usual: Template) throws(StageFailure) -> String {
            if let value = fields[key] { return value.description }
            do throws(ExpressionFailure) { return try scope.expand(usual) } catch { throw .expression(error) }
        }
        let environments: [String] =
            switch fields["environments"] {
            case .list(let items)?: items.map(\.description)
            case .text(let text)? where !text.isEmpty: [text]
            default: []
            }
        let chart = try text("chart", PromoteStep.usualChart)
        let version = try text("version", PromoteStep.usualVersion)
        guard !version.isEmpty else { return nil }
        let job =
            "Job: \(run.source.project) \(id) Build: \(run.settings.runID)\nCommit: \(run.source.revision)"
        return try Promotion(chart: chart, environments: environments, version: version, job: job)
    }

    fileprivate func preview(_ value: ValueTemplate?, _ usual: Template) -> String {
        value.map { scope.preview($0).joined() } ?? scope.preview(usual)
    }
}
