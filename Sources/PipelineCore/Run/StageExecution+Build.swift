internal import BlubberConfig
internal import Diagnostics
internal import OCI

extension BuildStep: StageStep {
    var templates: [Template] { [variant, context] + [pullPolicy].compactMap(\.self) }

    func check(in stage: StageExecution) async throws(StageFailure) { try await stage.check(self) }
    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }
}

extension StageExecution {
    fileprivate func check(_ build: BuildStep) async throws(StageFailure) {
        guard case .path(let file) = stage.blubberFile, let path = try? scope.expand(file),
            let variant = try? scope.expand(build.variant)
        else { return }
        try await checkBuild(of: variant, path: path)
        guard let context = try? scope.expand(build.context) else { return }
        _ = try await run.blubberFiles.ignored(blubberFile: path, context: contextPath(context))
    }

    private func checkBuild(of variant: String, path: String) async throws(StageFailure) {
        do throws(StageFailure) {
            let planned = try await run.blubberFiles.plan(path: path, variant: variant)
            _ = try await compiled(planned.plan, path: path)
        } catch .configuration(let findings, var sources) {
            // What the Blubber file lacks is the mistake of whoever asks for it.
            let placed = findings.diagnostics.map { $0.location == nil ? stage.placed($0) : $0 }
            sources.merge(run.configurationText) { text, _ in text }
            throw .configuration(DiagnosticList(placed), sources: sources)
        }
    }

    /// Compiles the variant, brings its parents up to date, builds it and binds `imageID` and `imageLocalName`.
    fileprivate mutating func execute(_ build: BuildStep) async throws {
        guard case .path(let file) = stage.blubberFile else { return }
        let path = try scope.expand(file)
        let variant = try scope.expand(build.variant)
        let planned = try await run.blubberFiles.plan(path: path, variant: variant)
        for warning in planned.warnings.sorted { run.environment.observer(.warning(warning.description)) }
        let context = try contextPath(scope.expand(build.context))
        _ = try run.environment.workspace.folder(context)
        let ignored = try await run.blubberFiles.ignored(blubberFile: path, context: context)
        let policy = try pullPolicy(build)
        let name = try localName(variant: variant)

        let (execution, plan) = (self, planned.plan)
        let image = try await step("build variant \(variant)") { output in
            let bases = try await execution.run.parents.pull(plan.baseImages, policy: policy, output: output)
            try execution.checkParents(bases)
            let labeled = plan.labeled(execution.labels(of: plan, bases: bases))
            let compiled = try await execution.compiled(labeled, path: path)
            let workspace = execution.run.environment.workspace
            let dockerfile = try workspace.writeBeside(
                compiled.dockerfile, name: "\(execution.pipeline.name)-\(execution.stage.name).Dockerfile")
            let folder = try workspace.context(
                context, layout: ContextLayout(ignored: ignored, folders: compiled.folders))
            var request = BuildRequest(dockerfile: dockerfile, context: folder, target: plan.targetStage)
            request.name = name
            request.usesCache = execution.run.settings.usesCache
            request.settings = execution.run.settings.process
            return try await execution.engine.build(request, output: output)
        }.value
        built.append(BuiltImage(name: name, id: image))
        try scope.bind("imageID", text: image.hex)
        try scope.bind("imageLocalName", text: name.description)
    }

    /// Any text but `always` means that what the engine has is good enough.
    private func pullPolicy(_ build: BuildStep) throws(ExpressionFailure) -> PullPolicy {
        guard let template = build.pullPolicy else { return run.settings.pull }
        return try scope.expand(template) == "always" ? .always : .missing
    }

    /// The plan in the form that the engine at hand takes.
    func compiled(_ plan: BuildPlan, path: String) async throws(StageFailure) -> CompiledBuild {
        let options = DockerfileOptions(
            dialect: engine.dialect, caBundle: run.settings.process.caBundle != nil)
        do throws(DiagnosticList) {
            return try plan.compiled(options)
        } catch {
            throw .configuration(error, sources: await run.blubberFiles.text(path: path))
        }
    }

    /// Where the context is in the repository.
    func contextPath(_ context: String) throws(StageFailure) -> String {
        guard !context.contains("://"), !context.hasPrefix("git@") else {
            throw StageFailure.refused(
                "the build context `\(context)` is an address, and contexts are folders of the repository here",
                hint: "take the other repository in as a submodule, or give it a pipeline of its own")
        }
        guard let relative = RepositoryPath.normalized("\(pipeline.directory)/\(context)") else {
            throw StageFailure.refused(
                "the build context `\(context)` leaves the repository", hint: "use a folder of the repository")
        }
        return relative
    }

    /// One name a project and variant: the image stays as the cache of the next build, and the next build takes it over.
    private func localName(variant: String) throws(StageFailure) -> ImageReference {
        let project = ImageNaming.pathComponent(run.source.project)
        do throws(InvalidReference) {
            return try ImageReference("localhost/pipeline-runner/\(project)").tagged(variant)
        } catch {
            throw .refused(
                "`\(stage.name)` cannot build `\(variant)`: \(error)", hint: "give the variant a shorter name")
        }
    }

    /// What is published may be bound to stand on images that were made for it.
    private func checkParents(_ bases: [ImageReference: ImageDescription]) throws(StageFailure) {
        guard run.settings.requiresKnownParents, run.settings.publishes else { return }
        let known = ["base", "production"]
        for (reference, image) in bases.sorted(by: { $0.key.description < $1.key.description }) {
            guard !known.contains(image.labels[Self.generationLabel] ?? "") else { continue }
            throw .refused(
                "`\(stage.name)` stands on \(reference), which is neither a base nor a production image",
                hint: "stand on an image that `images build` or `base build` made")
        }
    }

    private static let generationLabel = "pipeline-runner.generation"

    private func labels(of plan: BuildPlan, bases: [ImageReference: ImageDescription]) -> [String: String] {
        var labels = [
            Annotation.revision: run.source.revision,
            // The commit's time and not the clock's: equal commits give equal images.
            Annotation.created: UTCTime(seconds: run.source.commitTime).rfc3339,
            // Labels are inherited: without these the image would call itself by its base's name and version.
            Annotation.title: run.source.project, Annotation.version: run.source.revision,
            Self.generationLabel: "service", "ci.project": run.source.project, "ci.pipeline": pipeline.name,
        ]
        labels[Annotation.source] = run.source.remote
        if let base = plan.stages.last?.base?.reference {
            labels[Annotation.baseName] = base.description
            labels[Annotation.baseDigest] = bases[base]?.manifestDigest?.text
        }
        return labels
    }
}
