public import OCI
public import PipelineCore

/// Gives a built root file system its place and names in an engine, and pushes it where that is wanted.
public struct BaseImagePublisher: Sendable {
    /// What came of it.
    public struct Published: Sendable {
        /// The image in the engine's storage.
        public let image: ImageID
        /// Its names there, in the order of the definition's tags.
        public let references: [ImageReference]
        /// The manifest digest at the destination of each name; empty if nothing was pushed.
        public let digests: [ImageReference: Digest]
    }

    private let engine: any ImageEngine
    private let prefix: String
    private let smokeTest: SmokeTest?

    /// Publishes into `engine` as `PREFIX/NAME:TAG`, after a test if there is one.
    public init(engine: any ImageEngine, prefix: String = "localhost/base", smokeTest: SmokeTest? = nil) {
        self.engine = engine
        self.prefix = prefix
        self.smokeTest = smokeTest
    }

    /// Loads `base` unless the engine holds the very same image, tests it, tags it, and pushes each name.
    ///
    /// A dated tag never changes its content: the second different image of a day is called `YYYYMMDD-2`, and so on.
    ///
    /// - Parameters:
    ///   - destination: where a name of the engine's storage is pushed to; `nil` pushes nothing.
    ///   - output: takes the engine's lines.
    /// - Throws: `BaseFailure` if it does not pass its test, `EngineFailure`, `InvalidReference`, `CancellationError`.
    public func publish(
        _ base: BuiltBase, to destination: (@Sendable (ImageReference) throws -> ImageDestination)? = nil,
        output: @escaping OutputHandler
    ) async throws -> Published {
        let repository = try ImageReference("\(prefix)/\(base.definition.name)")
        let names = try await names(of: base, in: repository)
        let image = try await image(of: base, as: names[0], output: output)
        for name in names.dropFirst() { try await engine.tag(image, as: name) }
        var digests: [ImageReference: Digest] = [:]
        if let destination {
            for name in names {
                digests[name] = try await engine.push(image, to: try destination(name), output: output)
            }
        }
        return Published(image: image, references: names, digests: digests)
    }

    private func names(of base: BuiltBase, in repository: ImageReference) async throws -> [ImageReference] {
        var names: [ImageReference] = []
        for (tag, text) in zip(base.definition.tags, base.tags) {
            let name = try repository.tagged(text)
            names.append(tag == .date ? try await free(name, for: base) : name)
        }
        return names
    }

    /// `name`, or with the first suffix under which the engine holds either nothing or this very image.
    private func free(_ name: ImageReference, for base: BuiltBase) async throws -> ImageReference {
        var candidate = name
        var number = 1
        while let held = try await engine.inspect(candidate.description), !held.isSame(as: base.rootFileSystem) {
            number += 1
            candidate = try name.tagged("\(name.tag ?? "")-\(number)")
        }
        return candidate
    }

    /// An image that the engine holds already has passed its test.
    private func image(of base: BuiltBase, as name: ImageReference, output: @escaping OutputHandler) async throws
        -> ImageID
    {
        let before = try await engine.inspect(name.description)
        if let before, before.isSame(as: base.rootFileSystem) { return before.id }
        let image = try await engine.load(base.rootFileSystem, as: name)
        do {
            try await smokeTest?.run(image, of: base.definition.name, in: engine, output: output)
        } catch {
            let engine = engine
            // The name goes back to whom it belonged; a task of its own, because this one may be cancelled.
            await Task {
                if let before {
                    try? await engine.tag(before.id, as: name)
                    try? await engine.remove(image: image.hex)
                } else {
                    try? await engine.remove(image: name.description)
                }
            }.value
            throw error
        }
        return image
    }
}

extension ImageDescription {
    /// Whether the image was loaded from this root file system, whose digest is among its labels.
    fileprivate func isSame(as rootFileSystem: RootFileSystem) -> Bool {
        rootFileSystem.labels.allSatisfy { labels[$0.key] == $0.value }
            && environment.sorted() == rootFileSystem.environment && command == rootFileSystem.command
    }
}
