extension DeployStep: StageStep {
    var templates: [Template] {
        [chart] + [chartVersion, image, tag, timeout].compactMap(\.self) + overrides.templates
    }
    var isPublishing: Bool { true }

    func check(in stage: StageExecution) async throws(StageFailure) {
        guard stage.run.settings.reachesOut else { return }
        guard let installer = stage.run.environment.services.charts else {
            throw .refused(
                "`\(stage.stage.name)` cannot deploy: the run configuration has no `helm.repository`",
                hint: "give there the address of the repository that charts come from")
        }
        _ = try stage.imagePath("")
        if let name = try? stage.scope.expand(chart) { _ = try stage.chartName(name) }
        do {
            try await installer.check()
        } catch {
            throw StageFailure(error)
        }
    }

    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }

    func plan(in stage: StageExecution) async -> StepPlan {
        let action = stage.run.settings.reachesOut ? "" : "nothing, as the run does not reach out; it would be "
        let version = chartVersion.map(stage.scope.preview) ?? ""
        let text = "chart \(stage.scope.preview(chart))" + (version.isEmpty ? "" : " \(version)")
        let (name, tag) = (stage.scope.preview(imageTemplate), stage.scope.preview(tagTemplate))
        return StepPlan("deploy", action + text + " with \(name):\(tag)" + (test ? ", and test it" : ""))
    }

    fileprivate var imageTemplate: Template { image ?? Template(variable: "imageName") }
    fileprivate var tagTemplate: Template { tag ?? Template(variable: "imageTag") }
}

extension StageExecution {
    /// Installs the chart, binds `releaseName` and runs the chart's tests. The release is taken away when the pipeline ends.
    fileprivate mutating func execute(_ step: DeployStep) async throws {
        guard let release = try release(of: step) else {
            // A pipeline that publishes tags only has nothing to deploy after a merge.
            begin("deploy nothing, as the image's tag is blank")
            return try scope.bind("releaseName", text: ChartRelease.uniqueName())
        }
        let title = "\(release.chart)\(release.version.map { " \($0)" } ?? "") as \(release.name)"
        guard run.settings.reachesOut, let installer = run.environment.services.charts else {
            let text = "deploy nothing, as the run does not reach out; it would be \(title)"
            begin(text)
            return try scope.bind("releaseName", text: release.name)
        }
        releases.append(release.name)
        do {
            _ = try await self.step("deploy \(title)") { try await installer.install(release, output: $0) }
        } catch {
            // When the run is cancelled there is no time for it now, and it is done in the end.
            guard !Task.isCancelled else { throw error }
            do {
                try await installer.uninstall(release.name)
                releases.removeLast()
            } catch {
                // It is tried once more in the end, which says what is wrong.
            }
            throw error
        }
        try scope.bind("releaseName", text: release.name)
        guard step.test else { return }
        _ = try await self.step("test \(release.name)") { try await installer.test(release, output: $0) }
    }

    /// What the step asks for; `nil` if there is no tag of an image.
    private func release(of step: DeployStep) throws -> ChartRelease? {
        let chart = try chartName(scope.expand(step.chart))
        let version = try expanded(step.chartVersion)
        guard version.isEmpty || Self.isWord(version.replacing(" ", with: "")) && version.first != " " else {
            throw refused("the chart's version cannot be `\(version)`", hint: "write a version, or a range of them")
        }
        let image = try imagePath(scope.expand(step.imageTemplate))
        let tag = try scope.expand(step.tagTemplate)
        guard !tag.isEmpty else { return nil }
        let written = try expanded(step.timeout)
        guard let timeout = written.isEmpty ? DeployStep.usualTimeout : DeployStep.seconds(written) else {
            throw refused("the timeout cannot be `\(written)`", hint: "write a whole number of seconds")
        }
        let values = ChartValues.map([
            "docker": .map(["registry": .text(image.host), "pull_policy": .text("IfNotPresent")]),
            "main_app": .map(["image": .text(image.path), "version": .text(tag)]),
        ])
        return ChartRelease(
            name: ChartRelease.uniqueName(), chart: chart, version: version.isEmpty ? nil : version, timeout: timeout,
            values: values.merging(try scope.chartValues(step.overrides)))
    }

    private func expanded(_ template: Template?) throws(ExpressionFailure) -> String {
        try template.map { template throws(ExpressionFailure) in try scope.expand(template) } ?? ""
    }

    /// A name that the installer takes for that of a chart in its repository, and for nothing else.
    fileprivate func chartName(_ name: String) throws(StageFailure) -> String {
        let isName = Self.isWord(name) && !name.contains("/") && !name.contains("\\") && name.first != "."
        if isName { return name }
        throw refused(
            "`\(name)` is no name of a chart", hint: "name a chart of the repository that the run configuration gives")
    }

    fileprivate func imagePath(_ name: String) throws(StageFailure) -> (host: String, path: String) {
        if let found = run.settings.registry.hostAndPath(name) { return found }
        guard run.settings.reachesOut else { return ("", name) }
        throw refused(
            "images go to \(run.settings.registry), where no cluster finds them",
            hint: "name a registry: `registry: docker://HOST/PREFIX`")
    }

    private func refused(_ message: String, hint: String) -> StageFailure {
        .refused("`\(stage.name)` cannot deploy: \(message)", hint: hint)
    }

    /// Whether a text is one word that no program takes for an option.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix("-") && text.utf8.count <= 256
            && text.unicodeScalars.allSatisfy { $0.value > 0x20 && !(0x7F...0x9F ~= $0.value) }
    }
}
