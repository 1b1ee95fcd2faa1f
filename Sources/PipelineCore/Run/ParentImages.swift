internal import BlubberConfig
internal import Diagnostics
internal import Hashing
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
    private var keys: [ImageID: String] = [:]
    /// Who waits for an image that another stage pulls.
    private var waiting: [Key: [CheckedContinuation<Void, Never>]] = [:]

    /// `built` are images of earlier attempts at the run, which this one may publish.
    init(engine: any ImageEngine, retry: RegistryRetry, built: [BuiltImage]) {
        self.engine = engine
        self.retry = retry
        for image in built { (parents[image.id], keys[image.id]) = (image.parents, image.buildKey) }
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

    /// Notes what an image was built on: the digest of its manifest, or the image's ID where it never met a registry.
    ///
    /// `ingredients` are the texts that with these parents determine what the build yields; `nil` if they do not.
    func note(_ bases: [BaseImage], policy: PullPolicy, ingredients: [String]?, of image: ImageID) {
        for base in bases {
            guard let parent = pulled[Key(reference: base.reference, policy: policy)] else { continue }
            parents[image, default: [:]][base.reference.description] =
                parent.manifestDigest?.text ?? "sha256:\(parent.id.hex)"
        }
        guard let ingredients else { return }
        let stands = parents(of: image).sorted { $0.key < $1.key }.map { "\($0.key)@\($0.value)" }
        keys[image] = SHA256.hex(of: (ingredients + stands).joined(separator: "\0").utf8)
    }

    /// What an image of the run stands on: digests by reference; see `note`.
    func parents(of image: ImageID) -> [String: String] { parents[image] ?? [:] }

    /// The hash of all that can change what the build yields; `nil` where more than a commit and its parents went in.
    func buildKey(of image: ImageID) -> String? { keys[image] }

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
