internal import BlubberConfig
internal import Diagnostics
internal import OCI

/// The parents of a run's images, each brought up to date once: what is tested and what is published stand on the same.
actor ParentImages {
    private struct Key: Hashable {
        let reference: ImageReference
        let policy: PullPolicy
    }

    private let engine: any ImageEngine
    private let retry: RegistryRetry
    private var pulled: [Key: ImageDescription] = [:]
    /// The digests of what the run's own images stand on, by reference.
    private var parents: [ImageID: [String: String]] = [:]
    /// Who waits for an image that another stage pulls.
    private var waiting: [Key: [CheckedContinuation<Void, Never>]] = [:]

    init(engine: any ImageEngine, retry: RegistryRetry) {
        self.engine = engine
        self.retry = retry
    }

    /// The images that `bases` name, pulled side by side unless the run has pulled them before.
    ///
    /// - Throws: `EngineFailure` that tells which line of the configuration names the image.
    nonisolated func pull(
        _ bases: [BaseImage], policy: PullPolicy, output: @escaping OutputHandler
    ) async throws -> [ImageReference: ImageDescription] {
        try await withThrowingTaskGroup { group in
            for base in bases {
                group.addTask { (base.reference, try await self.pull(base, policy: policy, output: output)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Notes what an image was built on; what never met a registry has no digest and is left out.
    func note(_ bases: [BaseImage], policy: PullPolicy, of image: ImageID) {
        for base in bases {
            let digest = pulled[Key(reference: base.reference, policy: policy)]?.manifestDigest
            parents[image, default: [:]][base.reference.description] = digest?.text
        }
    }

    /// What an image of this attempt stands on: digests by reference.
    func parents(of image: ImageID) -> [String: String] { parents[image] ?? [:] }

    private func pull(
        _ base: BaseImage, policy: PullPolicy, output: @escaping OutputHandler
    ) async throws -> ImageDescription {
        let key = Key(reference: base.reference, policy: policy)
        while waiting[key] != nil {
            // Whoever pulls it has a time limit of its own, and is cancelled with the run.
            await withCheckedContinuation { waiting[key]?.append($0) }
        }
        if let known = pulled[key] { return known }
        waiting[key] = []
        defer { for waiter in waiting.removeValue(forKey: key) ?? [] { waiter.resume() } }
        do {
            let engine = engine
            let image = try await retry.run(output) {
                try await engine.pull(base.reference, policy: policy, output: output)
            }
            pulled[key] = image
            return image
        } catch let failure as EngineFailure {
            throw failure.naming(base.location)
        }
    }
}

extension EngineFailure {
    /// The same failure, telling which line of the configuration names the subject.
    fileprivate func naming(_ location: SourceLocation) -> EngineFailure {
        EngineFailure(
            code, operation: operation, subject: "\(subject), named at \(location)", details: details, hint: hint)
    }
}
