internal import OCI

extension PublishStep: StageStep {
    var templates: [Template] { [id, name, tag] + tags.templates }
    var isPublishing: Bool { true }

    func check(in stage: StageExecution) async throws(StageFailure) {
        guard let name = try? stage.scope.expand(name) else { return }
        let known = tags.items?.flatMap(\.templates) ?? []
        let tags = ([tag] + known).compactMap { try? stage.scope.expand($0) }
        _ = try stage.destinations(name: name, tags: tags)
    }

    func execute(in stage: inout StageExecution) async throws { try await stage.execute(self) }

    func plan(in stage: StageExecution) async -> StepPlan { stage.plan(of: self) }
}

extension StageExecution {
    fileprivate func plan(of publish: PublishStep) -> StepPlan {
        let tags = [scope.preview(publish.tag)] + scope.preview(publish.tags) + gitTags(for: publish)
        let name = run.settings.registry.fullName(ImageNaming.sanitized(scope.preview(publish.name)))
        var names: [String] = []
        for tag in tags.map({ $0.contains("${") ? $0 : ImageNaming.sanitized($0) }) where !tag.isEmpty {
            if !names.contains("\(name):\(tag)") { names.append("\(name):\(tag)") }
        }
        let action = run.settings.publishes ? "" : "nothing, as the run does not publish; it would be "
        return StepPlan("publish", action + names.joined(separator: ", "), names: names)
    }

    /// Publishes an image under each of its tags and binds what later stages read about it.
    ///
    /// Everything is checked before the first push. In a run that does not publish, only the values are bound.
    fileprivate mutating func execute(_ publish: PublishStep) async throws {
        let image = try imageID(publish.id, for: "publish")
        let name = try scope.expand(publish.name)
        let tags =
            try [scope.expand(publish.tag)] + scope.texts(publish.tags, field: "publish.image.tags")
            + gitTags(for: publish)
        let planned = try destinations(name: name, tags: tags)
        let primary = ImageNaming.sanitized(tags[0])
        if run.settings.publishes, let first = planned.first {
            let digest = try await push(image, to: planned)
            let (parents, buildKey) = await (run.parents.parents(of: image), run.parents.buildKey(of: image))
            let published = PublishedImage(
                name: ImageNaming.sanitized(name), tags: planned.map(\.tag), digest: digest,
                reference: first.destination.reference, parents: parents, buildKey: buildKey)
            images.append(published)
            run.environment.observer(.published(id, published))
        }
        let shortName = ImageNaming.sanitized(name)
        let fullName = run.settings.registry.fullName(shortName)
        try scope.bind("imageName", text: shortName)
        try scope.bind("imageFullName", text: fullName)
        try scope.bind("imageTag", text: primary)
        try scope.bind("imageTags", .list(planned.map { .text($0.tag) }))
        try scope.bind("publishedImage", text: "\(fullName):\(primary)")
    }

    /// Where the image goes, one destination a tag; blank tags are left out, equal ones come once.
    fileprivate func destinations(name: String, tags: [String]) throws(StageFailure) -> [(
        tag: String, destination: ImageDestination
    )] {
        let shortName = ImageNaming.sanitized(name)
        let prefixes = [run.source.project, run.source.projectShortName].map(ImageNaming.sanitized)
        guard ImageNaming.isAllowed(shortName, prefixes: prefixes) else {
            throw .refused(
                "`\(stage.name)` may not publish an image called `\(shortName)`",
                hint: "call it \(Set(prefixes).sorted().map { "`\($0)` or `\($0)-…`" }.joined(separator: ", "))")
        }
        var planned: [(tag: String, destination: ImageDestination)] = []
        for tag in tags.map(ImageNaming.sanitized) where !tag.isEmpty && !planned.contains(where: { $0.tag == tag }) {
            do throws(InvalidReference) {
                planned.append((tag, try run.settings.registry.destination(name: shortName, tag: tag)))
            } catch {
                throw .refused(
                    "`\(stage.name)` cannot publish: \(error)", hint: "see `publish` in .pipeline/config.yaml")
            }
        }
        return planned
    }

    private func push(_ image: ImageID, to planned: [(tag: String, destination: ImageDestination)]) async throws
        -> Digest
    {
        let publication = Publication(engine: engine, retry: RegistryRetry(clock: run.environment.clock))
        let names = [planned[0].destination.reference] + planned.dropFirst().map(\.tag)
        return try await step("publish \(names.joined(separator: ", "))") { output in
            try await publication.publish(image, to: planned.map(\.destination), output: output)
        }.value
    }

    /// In a run for a tag the published image gets the tag, too, as the last one, unless another stage publishes under the
    /// same name: then the configuration has to say which of the images is meant.
    private func gitTags(for publish: PublishStep) -> [String] {
        guard run.settings.addsGitTag, let tag = run.source.tag else { return [] }
        let rivals = pipeline.stages.filter {
            $0.name != stage.name && $0.publish?.name.source == publish.name.source
        }
        return rivals.isEmpty ? [tag] : []
    }
}

extension ImageDestination {
    /// The reference for a person and for other tools: a registry's without `docker://`.
    public var reference: String {
        switch self {
        case .registry(let reference): reference.description
        case .layout: description
        }
    }
}
