internal import CommandRunner
internal import OCI
internal import PipelineCore

extension TreeBuild {
    /// Takes one image from its parents to the registry.
    func make(
        _ step: TreePlan.Step, _ image: ProductionTree.Image, on standsOn: [String: ImageID], parents: ParentPulls,
        verification: Verification
    ) async throws -> Outcome {
        let name = step.name
        observer(.started(name))
        let serial = SerialLines { observer(.output(name, $0)) }
        let output: OutputHandler = { serial.emit($0) }
        do {
            let made = try await limited {
                let (label, source) = (image.definition.labelText, tree.source(of: image) ?? "")
                try tools.record.begin(label)
                let id = try await built(step, image, parents: parents, output: output)
                let wasTested = try await tested(id, image, by: verification, output: output)
                try tools.record.finish(label, BuildRecord.Entry(image: id, source: source, parents: standsOn))
                return try await published(id, image, wasTested: wasTested, output: output)
            }
            return Outcome(name: name, result: .success(made))
        } catch let failure as TreeFailure {
            return Outcome(name: name, result: .failure(failure))
        } catch let failure as EngineFailure {
            return Outcome(name: name, result: .failure(.engine(failure)))
        } catch is CancellationError {
            try Task.checkCancellation()
            return Outcome(name: name, result: .failure(.other("a pull that it shared with another image was stopped")))
        } catch {
            return Outcome(name: name, result: .failure(.other("\(error)")))
        }
    }

    private func limited(_ body: @escaping @Sendable () async throws -> Made) async throws -> Made {
        let timeout = options.timeout
        return try await withThrowingTaskGroup(of: Made?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let made = try await group.next() ?? nil else { throw TreeFailure.timedOut(timeout) }
            return made
        }
    }

    private func built(
        _ step: TreePlan.Step, _ image: ProductionTree.Image, parents: ParentPulls, output: @escaping OutputHandler
    ) async throws -> ImageID {
        if step.action == .publish, case .built(let id)? = state.images[step.name] { return id }
        let text = try tree.dockerfile(of: image)
        try await pullParents(of: image, parents, output: output)
        let definition = image.definition
        return try await TreeScratch.with(runner.environment) { folder in
            let context = "\(folder)/context"
            try BuildContext(of: definition.folder, root: tree.root).copy(definition.folder, to: context)
            Folder.remove("\(context)/Dockerfile")
            try Folder.write(builtText(text), to: "\(context)/Dockerfile")
            output(OutputLine(.standardError, "the Dockerfile:"))
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                output(OutputLine(.standardError, "  \(line)"))
            }
            var request = BuildRequest(dockerfile: "\(context)/Dockerfile", context: context)
            request.name = definition.label
            // The copy follows the file by shell patterns; the engine follows it once more by its own.
            request.honorsIgnoreFile = true
            request.arguments = Self.proxyVariables(tree.configuration)
            request.usesCache = options.usesCache
            request.settings = options.process
            request.limits = BuildLimits(tree.configuration.limits)
            request.labels = [
                BaseLabel.generation: "production", Annotation.title: definition.name,
                Annotation.version: definition.label.tag ?? "",
            ]
            return try await engine.build(request, output: output)
        }
    }

    /// What keeps the configuration's limits from having an effect, with the names of the images that it concerns.
    public func problemsWithLimits() async throws -> [(problem: String, names: [String])] {
        guard !tree.configuration.limits.isEmpty else { return [] }
        var found: [(problem: String, names: [String])] = []
        for step in plan.steps where step.action == .build {
            guard case .success(let text)? = tree.images[step.name]?.dockerfile,
                var problem = try await engine.problemWithLimits(of: builtText(text))
            else { continue }
            if try await engine.problemWithLimits(of: text) == nil { problem += ", by which it gets the `caBundle`" }
            if let index = found.firstIndex(where: { $0.problem == problem }) {
                found[index].names.append(step.name)
            } else {
                found.append((problem, [step.name]))
            }
        }
        return found
    }

    /// A Dockerfile as the engine gets it.
    private func builtText(_ text: String) -> String {
        options.process.caBundle == nil ? text : TrustingDockerfile(text).text
    }

    /// Base images are refreshed, published parents brought here; what is built in this run is here already.
    private func pullParents(
        of image: ProductionTree.Image, _ parents: ParentPulls, output: @escaping OutputHandler
    ) async throws {
        for name in image.parents {
            guard let parent = tree.images[name], options.pulls, case .published? = state.images[name] else { continue }
            try await parents.pull(parent.definition.label, policy: options.pullPolicy, output: output)
        }
        for text in image.externals {
            guard let reference = try? ImageReference(text) else {
                throw TreeFailure.definition("its Dockerfile stands on `\(text)`, which is no image reference")
            }
            let isBase = tree.configuration.baseImages.contains(text)
            try await parents.pull(
                reference, policy: options.pulls && isBase ? options.pullPolicy : .missing, output: output)
        }
    }

    /// Tests an image. Of a test that fails or is stopped no container stays.
    private func tested(
        _ id: ImageID, _ image: ProductionTree.Image, by verification: Verification, output: @escaping OutputHandler
    ) async throws -> Bool {
        do {
            return try await verification.run(image.definition, output: output)
        } catch {
            await engine.removeContainers(of: id, since: tools.startTime)
            throw error
        }
    }

    /// The version goes first; `latest` moves when the registry has shown that it holds it, and here in any case, unless
    /// it stands for a newer version. A version that the registry has stays what it is.
    private func published(
        _ id: ImageID, _ image: ProductionTree.Image, wasTested: Bool, output: @escaping OutputHandler
    ) async throws -> Made {
        let label = image.definition.label
        let latest = try label.tagged("latest")
        let isElsewhere = state.published[label] != nil
        let pushes = options.publishes && !isElsewhere
        let digest = pushes ? try await engine.push(id, to: .registry(label), output: output) : nil
        func made(latestStays newer: String? = nil) -> Made {
            Made(image: id, wasTested: wasTested, digest: digest, isElsewhere: isElsewhere, latestStays: newer)
        }
        guard options.movesLatest else { return made() }
        let guarding = LatestTag(registry: pushes ? tools.registry : nil, local: state.local)
        if let newer = try await guarding.newerHolder(than: image.definition) { return made(latestStays: newer) }
        if pushes { _ = try await engine.push(id, to: .registry(latest), output: output) }
        try await engine.tag(id, as: latest)
        return made()
    }
}

extension BuildLimits {
    fileprivate init(_ limits: TreeConfiguration.Limits) {
        self.init()
        memory = limits.memory
        memorySwap = limits.memorySwap
        cpuShares = limits.cpuShares
        cpuSet = limits.cpuSet
    }
}
