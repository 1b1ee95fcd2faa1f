internal import BlubberConfig
internal import Diagnostics
internal import OCI

extension BuildStep: StageStep {
    var templates: [Template] {
        [variant, context] + [pullPolicy].compactMap(\.self) + (excludes?.templates ?? [])
    }

    func check(in stage: StageExecution) async throws(StageFailure) { try await stage.check(self) }
    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }
    func plan(in stage: StageExecution) async -> StepPlan { await stage.plan(of: self) }
}

extension StageExecution {
    /// What a build is made from.
    private struct Recipe {
        let plan: BuildPlan
        let warnings: DiagnosticList
        /// The Blubber file below `.pipeline`; `nil` for one in `config.yaml`.
        let path: String?
        let sources: [String: String]
    }

    fileprivate func check(_ build: BuildStep) async throws(StageFailure) {
        guard let variant = try? scope.expand(build.variant),
            stage.blubberFileTemplates.allSatisfy({ (try? scope.expand($0)) != nil })
        else { return }
        do throws(StageFailure) {
            let compiled = try compiled(try await recipe(of: variant))
            if let context = try? scope.expand(build.context) { _ = try remoteContext(context, of: build, compiled) }
        } catch .configuration(let findings, var sources) {
            // What the Blubber file lacks is the mistake of whoever asks for it.
            let placed = findings.diagnostics.map { $0.location == nil ? stage.placed($0) : $0 }
            sources.merge(run.configurationText) { text, _ in text }
            throw .configuration(DiagnosticList(placed), sources: sources)
        }
        guard build.excludes == nil, let context = try? scope.expand(build.context),
            !RepositoryPath.isAddress(context)
        else { return }
        _ = try await ignored(build, context: contextPath(context))
    }

    fileprivate func plan(of build: BuildStep) async -> StepPlan {
        let variant = scope.preview(build.variant)
        var text = "variant \(variant)"
        switch stage.blubberFile {
        case .path(let path): text += " of .pipeline/\(RepositoryPath.normalized(scope.preview(path)) ?? "")"
        case .inline: text += " of the inline Blubber document"
        }
        if let recipe = try? await recipe(of: variant), !recipe.plan.baseImages.isEmpty {
            text += " on " + recipe.plan.baseImages.map { "\($0.reference)" }.joined(separator: ", ")
        }
        let context = scope.preview(build.context)
        let folder =
            RepositoryPath.isAddress(context)
            ? context : RepositoryPath.normalized("\(pipeline.directory)/\(context)")
        if let folder, !folder.isEmpty { text += " from \(folder)" }
        return StepPlan("build", text)
    }

    /// Compiles the variant, brings its parents up to date, builds it and binds `imageID` and `imageLocalName`.
    fileprivate mutating func execute(_ build: BuildStep) async throws {
        let variant = try scope.expand(build.variant)
        let recipe = try await recipe(of: variant)
        for warning in recipe.warnings.sorted { run.environment.observer(.warning(warning.description)) }
        let written = try scope.expand(build.context)
        let remote = try remoteContext(written, of: build, compiled(recipe))
        let context = try remote == nil ? contextPath(written) : ""
        let layers = try await remote == nil ? copiedLayers() : []
        if layers.isEmpty { _ = try run.environment.workspace.folder(context) }
        let ignored = try await remote == nil ? ignored(build, context: context) : PathPatterns([])
        let policy = try pullPolicy(build)
        let name = try localName(variant: variant)

        let execution = self
        let (image, dockerfile) = try await step("build variant \(variant)") { output in
            let plan = recipe.plan
            let bases = try await execution.run.parents.pull(plan.baseImages, policy: policy, output: output)
            try execution.checkParents(bases)
            let labeled = plan.labeled(execution.labels(of: plan, bases: bases))
            let compiled = try execution.compiled(recipe, labeled: labeled)
            let workspace = execution.run.environment.workspace
            let dockerfile = try workspace.writeBeside(
                compiled.dockerfile, name: "\(execution.pipeline.name)-\(execution.stage.name).Dockerfile")
            let layout = ContextLayout(ignored: ignored, folders: compiled.folders)
            let place = try remote ?? workspace.context(context, layout: layout, layers: layers)
            var request = BuildRequest(dockerfile: dockerfile, context: place, target: plan.targetStage)
            request.name = name
            request.usesCache = execution.run.settings.usesCache
            request.settings = execution.run.settings.process
            let image = try await execution.engine.build(request, output: output)
            _ = try workspace.writeBeside(
                image.hex, name: "\(execution.pipeline.name)-\(execution.stage.name)\(BuiltImage.noteSuffix)")
            return (image, compiled.dockerfile)
        }.value
        // The labels in the Dockerfile name the commit, and with it every file of the context.
        let isKnown = layers.isEmpty && !run.source.isModified && remote == nil
        let ingredients = isKnown ? [dockerfile, run.source.commit, context] : nil
        await run.parents.note(recipe.plan.baseImages, policy: policy, ingredients: ingredients, of: image)
        var result = BuiltImage(name: name, id: image)
        (result.parents, result.buildKey) = await (run.parents.parents(of: image), run.parents.buildKey(of: image))
        built.append(result)
        try scope.bind("imageID", text: image.hex)
        try await scope.bind("imageLocalName", text: ownName(of: image).description)
    }

    /// A name that stands for this image for ever, unlike that of its variant, which another build may take at any time.
    ///
    /// The image has it only if something reads it, and loses it with its last other name.
    private func ownName(of image: ImageID) async throws -> ImageReference {
        let name = try ImageReference("localhost/pipeline-runner-image").tagged(image.hex)
        if pipeline.reads("imageLocalName") { try await engine.tag(image, as: name) }
        return name
    }

    private func recipe(of variant: String) async throws(StageFailure) -> Recipe {
        switch stage.blubberFile {
        case .path(let file):
            let path: String
            do throws(ExpressionFailure) { path = try scope.expand(file) } catch { throw .expression(error) }
            let planned = try await run.blubberFiles.plan(path: path, variant: variant)
            return Recipe(
                plan: planned.plan, warnings: planned.warnings, path: path,
                sources: await run.blubberFiles.text(path: path))
        case .inline(let document):
            let sources = run.configurationText
            do throws(StageFailure) {
                let configuration = try document.configuration(in: scope)
                let planned = try await run.blubberFiles.plan(variant, of: configuration, sources: sources)
                return Recipe(plan: planned.plan, warnings: planned.warnings, path: nil, sources: sources)
            } catch .configuration(let findings, _) {
                throw .configuration(findings, sources: sources)
            }
        }
    }

    /// `excludes` takes the place of an ignore file.
    private func ignored(_ build: BuildStep, context: String) async throws(StageFailure) -> PathPatterns {
        guard let excludes = build.excludes else {
            guard case .path(let file) = stage.blubberFile else {
                return try await run.blubberFiles.ignored(blubberFile: nil, context: context)
            }
            let path: String
            do throws(ExpressionFailure) { path = try scope.expand(file) } catch { throw .expression(error) }
            return try await run.blubberFiles.ignored(blubberFile: path, context: context)
        }
        let patterns: [String]
        do throws(ExpressionFailure) {
            patterns = try scope.texts(excludes, field: "build.excludes")
        } catch {
            throw .expression(error)
        }
        do throws(InvalidPattern) {
            return try PathPatterns(patterns)
        } catch {
            throw .refused("`\(stage.name)` cannot leave out `\(error.text)`: \(error.reason)", hint: "see `excludes`")
        }
    }

    /// Any text but `always` means that what the engine has is good enough.
    private func pullPolicy(_ build: BuildStep) throws(ExpressionFailure) -> PullPolicy {
        guard let template = build.pullPolicy else { return run.settings.pull }
        return try scope.expand(template) == "always" ? .always : .missing
    }

    /// The plan in the form that the engine at hand takes.
    private func compiled(_ recipe: Recipe, labeled plan: BuildPlan? = nil) throws(StageFailure) -> CompiledBuild {
        let options = DockerfileOptions(
            dialect: engine.dialect, caBundle: run.settings.process.caBundle != nil)
        do throws(DiagnosticList) {
            return try (plan ?? recipe.plan).compiled(options)
        } catch {
            throw .configuration(error, sources: recipe.sources)
        }
    }

    /// The context that is to be fetched; `nil` for a folder of the repository.
    private func remoteContext(
        _ context: String, of build: BuildStep, _ compiled: CompiledBuild
    ) throws(StageFailure) -> String? {
        guard RepositoryPath.isAddress(context) else { return nil }
        guard RepositoryPath.isFetched(context) else {
            let (message, hint) = RepositoryPath.cannotFetch(context)
            throw .refused(message, hint: hint)
        }
        guard build.excludes == nil else {
            let (message, hint) = RepositoryPath.excludesOfAddress
            throw .refused(message, hint: hint)
        }
        // Files are left out by putting the others together in the workspace, where this context is not.
        guard compiled.folders.isEmpty else {
            throw .refused(
                "`\(stage.name)` leaves files out of the build context \(context)",
                hint: "do without `exclude`, or take the other repository in as a submodule")
        }
        return context
    }

    /// Where the context is in the repository.
    func contextPath(_ context: String) throws(StageFailure) -> String {
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

    /// Which of the three generations an image belongs to.
    static let generationLabel = "pipeline-runner.generation"

    private func labels(of plan: BuildPlan, bases: [ImageReference: ImageDescription]) -> [String: String] {
        var labels = run.labels(of: pipeline)
        if let base = plan.stages.last?.base?.reference {
            labels[Annotation.baseName] = base.description
            labels[Annotation.baseDigest] = bases[base]?.manifestDigest?.text
        }
        return labels
    }
}
