internal import BlubberConfig
internal import Diagnostics
internal import OCI

extension StageExecution {
    /// Compiles the variant, brings its parents up to date, builds it and binds `imageID` and `imageLocalName`.
    mutating func execute(_ build: BuildStep) async throws {
        guard case .path(let file) = stage.blubberFile else { return }
        let path = try scope.expand(file)
        let variant = try scope.expand(build.variant)
        let planned = try await run.blubberFiles.plan(path: path, variant: variant)
        for warning in planned.warnings.sorted { run.environment.observer(.warning(warning.description)) }
        let context = try contextFolder(scope.expand(build.context), plan: planned.plan)
        let policy: PullPolicy = try scope.expand(build.pullPolicy) == "always" ? .always : .missing
        let name = try localName(variant: variant)

        let (execution, plan) = (self, planned.plan)
        let image = try await step("build variant \(variant)") { output in
            let bases = try await execution.run.parents.pull(plan.baseImages, policy: policy, output: output)
            let labeled = plan.labeled(execution.labels(of: plan, bases: bases))
            let text = try await execution.dockerfile(of: labeled, path: path)
            let dockerfile = try execution.run.environment.workspace.writeBeside(
                text, name: "\(execution.pipeline.name)-\(execution.stage.name).Dockerfile")
            var request = BuildRequest(dockerfile: dockerfile, context: context, target: plan.targetStage)
            request.name = name
            request.usesCache = execution.run.settings.usesCache
            request.settings = execution.run.settings.process
            return try await execution.engine.build(request, output: output)
        }.value
        built.append(BuiltImage(name: name, id: image))
        try scope.bind("imageID", text: image.hex)
        try scope.bind("imageLocalName", text: name.description)
    }

    /// The Dockerfile of a plan for the engine at hand.
    func dockerfile(of plan: BuildPlan, path: String) async throws(StageFailure) -> String {
        let options = DockerfileOptions(
            dialect: engine.dialect, caBundle: run.settings.process.caBundle != nil)
        do throws(DiagnosticList) {
            return try plan.dockerfile(options)
        } catch {
            throw .configuration(error, sources: await run.blubberFiles.text(path: path))
        }
    }

    /// A writable mount of the context reaches through to the folder, so such a build gets a copy of its own.
    private func contextFolder(_ context: String, plan: BuildPlan) throws -> String {
        guard let relative = RepositoryPath.normalized("\(pipeline.directory)/\(context)") else {
            throw StageFailure.refused(
                "the build context `\(context)` leaves the repository", hint: "use a folder of the repository")
        }
        let workspace = run.environment.workspace
        return try plan.mountsContext ? workspace.privateCopy(ofFolder: relative) : workspace.folder(relative)
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

    private func labels(of plan: BuildPlan, bases: [ImageReference: ImageDescription]) -> [String: String] {
        var labels = [
            Annotation.revision: run.source.revision,
            // The commit's time and not the clock's: equal commits give equal images.
            Annotation.created: UTCTime(seconds: run.source.commitTime).rfc3339,
            // Labels are inherited: without these the image would call itself by its base's name and version.
            Annotation.title: run.source.project, Annotation.version: run.source.revision,
            "pipeline-runner.generation": "service", "ci.project": run.source.project, "ci.pipeline": pipeline.name,
        ]
        labels[Annotation.source] = run.source.remote
        if let base = plan.stages.last?.base?.reference {
            labels[Annotation.baseName] = base.description
            labels[Annotation.baseDigest] = bases[base]?.manifestDigest?.text
        }
        return labels
    }
}
