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
    private var pulled: [Key: ImageDescription] = [:]

    init(engine: any ImageEngine) {
        self.engine = engine
    }

    /// The images that `bases` name, pulled side by side unless the run has pulled them before.
    ///
    /// - Throws: `EngineFailure` that tells which line of the configuration names the image.
    func pull(
        _ bases: [BaseImage], policy: PullPolicy, output: @escaping OutputHandler
    ) async throws -> [ImageReference: ImageDescription] {
        let missing = bases.filter { pulled[Key(reference: $0.reference, policy: policy)] == nil }
        let engine = engine
        let fresh = try await withThrowingTaskGroup { group in
            for base in missing {
                group.addTask {
                    do {
                        return (base.reference, try await engine.pull(base.reference, policy: policy, output: output))
                    } catch let failure as EngineFailure {
                        throw failure.naming(base.location)
                    }
                }
            }
            return try await group.reduce(into: [ImageReference: ImageDescription]()) { $0[$1.0] = $1.1 }
        }
        for (reference, description) in fresh { pulled[Key(reference: reference, policy: policy)] = description }
        return bases.reduce(into: [:]) { $0[$1.reference] = pulled[Key(reference: $1.reference, policy: policy)] }
    }
}

extension EngineFailure {
    /// The same failure, telling which line of the configuration names the subject.
    fileprivate func naming(_ location: SourceLocation) -> EngineFailure {
        EngineFailure(
            code, operation: operation, subject: "\(subject), named at \(location)", details: details, hint: hint)
    }
}
