internal import OCI

/// Publishes an image under several names: all of them, or as far as registries let names be taken back, none.
///
/// The image is moved once, under its first name; the other names are given at the registry. Where one of them fails, names
/// that stood for something else before stand for that again, and new ones are withdrawn.
struct Publication {
    let engine: any ImageEngine
    let retry: RegistryRetry

    /// - Throws: `EngineFailure` that tells what was taken back and what stays, `CancellationError`.
    func publish(
        _ image: ImageID, to destinations: [ImageDestination], output: @escaping OutputHandler
    ) async throws -> Digest {
        guard let first = destinations.first else {
            throw EngineFailure(.other, operation: "publish", subject: image.hex, details: ["no name is given"])
        }
        let others = destinations.dropFirst()
        // A single name needs nothing to be taken back.
        let before = others.isEmpty ? [:] : try await digests(of: destinations, output: output)
        let (engine, retry) = (engine, retry)
        let digest = try await retry.run(output) { try await engine.push(image, to: first, output: output) }
        var named: [ImageDestination] = [first]
        do {
            try await withThrowingTaskGroup { group in
                for destination in others {
                    group.addTask {
                        try await retry.run(output) { _ = try await engine.point(destination, at: digest) }
                        return destination
                    }
                }
                var failure: (any Error)?
                while let result = await group.nextResult() {
                    switch result {
                    case .success(let destination): named.append(destination)
                    case .failure(let error):
                        failure = failure ?? error
                        group.cancelAll()
                    }
                }
                if let failure { throw failure }
            }
            return digest
        } catch {
            // Also where the run was cancelled.
            let withdrawn = await Task { await withdraw(named, of: digest, before: before) }.value
            guard let failure = error as? EngineFailure else { throw error }
            throw failure.adding(withdrawn)
        }
    }

    private func digests(
        of destinations: [ImageDestination], output: @escaping OutputHandler
    ) async throws -> [ImageDestination: Digest] {
        let (engine, retry) = (engine, retry)
        return try await withThrowingTaskGroup { group in
            for destination in destinations {
                group.addTask {
                    (destination, try await retry.run(output) { try await engine.digest(at: destination) })
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Makes names stand for what they stood for before, and tells how that went.
    private func withdraw(
        _ names: [ImageDestination], of digest: Digest, before: [ImageDestination: Digest]
    ) async -> [String] {
        var restored: [String] = []
        var remaining: [String] = []
        for name in names where before[name] != digest {
            let isRestored = (try? await engine.point(name, at: before[name])) ?? false
            if isRestored { restored.append(name.reference) } else { remaining.append(name.reference) }
        }
        return (restored.isEmpty ? [] : ["taken back: \(restored.joined(separator: ", "))"])
            + (remaining.isEmpty ? [] : ["could not be taken back: \(remaining.joined(separator: ", "))"])
    }
}

extension EngineFailure {
    fileprivate func adding(_ lines: [String]) -> EngineFailure {
        EngineFailure(code, operation: operation, subject: subject, details: details + lines, hint: hint)
    }
}
