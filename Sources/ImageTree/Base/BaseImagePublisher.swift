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

    /// Publishes into `engine` as `PREFIX/NAME:TAG`.
    public init(engine: any ImageEngine, prefix: String = "localhost/base") {
        self.engine = engine
        self.prefix = prefix
    }

    /// Loads `base` unless the engine holds the very same image, tags it, and pushes each name.
    ///
    /// A dated tag never changes its content: the second different image of a day is called `YYYYMMDD-2`, and so on.
    ///
    /// - Parameters:
    ///   - destination: where a name of the engine's storage is pushed to; `nil` pushes nothing.
    ///   - output: takes the engine's lines.
    /// - Throws: `EngineFailure`, `InvalidReference`, `CancellationError`.
    public func publish(
        _ base: BuiltBase, to destination: (@Sendable (ImageReference) throws -> ImageDestination)? = nil,
        output: @escaping OutputHandler
    ) async throws -> Published {
        let repository = try ImageReference("\(prefix)/\(base.definition.name)")
        let names = try await names(of: base, in: repository)
        let image = try await image(of: base, as: names[0])
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

    private func image(of base: BuiltBase, as name: ImageReference) async throws -> ImageID {
        if let held = try await engine.inspect(name.description), held.isSame(as: base.rootFileSystem) {
            return held.id
        }
        return try await engine.load(base.rootFileSystem, as: name)
    }
}

extension ImageDescription {
    /// Whether the image was loaded from this root file system, whose digest is among its labels.
    fileprivate func isSame(as rootFileSystem: RootFileSystem) -> Bool {
        rootFileSystem.labels.allSatisfy { labels[$0.key] == $0.value }
            && environment.sorted() == rootFileSystem.environment && command == rootFileSystem.command
    }
}
