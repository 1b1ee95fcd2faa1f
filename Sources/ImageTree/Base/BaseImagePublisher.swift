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

    /// Where a name of the engine's storage is pushed to.
    public typealias Destination = @Sendable (ImageReference) throws -> ImageDestination

    /// What the tags of images begin with that have not passed their test.
    public static let untestedPrefix = "untested-"

    private let engine: any ImageEngine
    private let prefix: String
    private let cacheFolder: String
    private let smokeTest: SmokeTest?

    /// Publishes into `engine` as `PREFIX/NAME:TAG`, after a test if there is one.
    ///
    /// - Parameter cacheFolder: that of the builder; publications of one name take turns by a lock in it.
    public init(
        engine: any ImageEngine, prefix: String = "localhost/base", cacheFolder: String, smokeTest: SmokeTest? = nil
    ) {
        self.engine = engine
        self.prefix = prefix
        self.cacheFolder = cacheFolder
        self.smokeTest = smokeTest
    }

    /// Loads `base` unless the engine holds the very same image, tests it, tags it, and pushes each name.
    ///
    /// A dated tag never changes its content, neither here nor at the destination: the second different image of a day is
    /// called `YYYYMMDD-2`, and so on.
    ///
    /// - Parameters:
    ///   - destination: where a name is pushed to; `nil` pushes nothing.
    ///   - output: takes the engine's lines.
    /// - Throws: `BaseFailure` if it does not pass its test, `EngineFailure`, `InvalidReference`, `CancellationError`.
    public func publish(_ base: BuiltBase, to destination: Destination? = nil, output: @escaping OutputHandler)
        async throws -> Published
    {
        let repository = try ImageReference("\(prefix)/\(base.definition.name)")
        let folder = "\(cacheFolder)/\(base.definition.name)"
        try Folder.create(folder)
        return try await LockFile.with(
            "\(folder)/.lock",
            waiting: { output(OutputLine(.standardError, "waiting for another build of this image")) }
        ) {
            let trial = BaseTrial(repository: repository, engine: engine, smokeTest: smokeTest)
            await trial.removeAbandoned()
            if let held = try await held(base, in: repository) {
                return try await publish(held, of: base, as: repository, to: destination, output: output)
            }
            return try await trial.with(base, output: output) { image in
                try await publish(image, of: base, as: repository, to: destination, output: output)
            }
        }
    }

    /// The image, if the engine holds it under one of its names. They are given after the test, so that it has passed it.
    private func held(_ base: BuiltBase, in repository: ImageReference) async throws -> ImageID? {
        for (tag, text) in zip(base.definition.tags, base.tags) {
            var number = 1
            while let held = try await engine.inspect(try Self.name(repository, text, number).description) {
                if base.rootFileSystem.isSource(of: held) { return held.id }
                guard tag == .date else { break }
                number += 1
            }
        }
        return nil
    }

    /// Gives a tested image its names, here and at the destination.
    private func publish(
        _ image: ImageID, of base: BuiltBase, as repository: ImageReference, to destination: Destination?,
        output: @escaping OutputHandler
    ) async throws -> Published {
        var references: [ImageReference] = []
        var digests: [ImageReference: Digest] = [:]
        for (tag, text) in zip(base.definition.tags, base.tags) {
            guard tag == .date else {
                references.append(try repository.tagged(text))
                continue
            }
            let (name, digest) = try await free(repository, text, for: base, at: destination)
            references.append(name)
            if let digest { digests[name] = digest }
        }
        for name in references { try await engine.tag(image, as: name) }
        guard let destination else { return Published(image: image, references: references, digests: [:]) }
        // What another machine pushed may be compressed differently: all names of one image shall have one digest.
        let known = digests.values.first
        for name in references where digests[name] == nil {
            let place = try destination(name)
            if let known, try await engine.point(place, at: known) {
                digests[name] = known
            } else {
                digests[name] = try await engine.push(image, to: place, output: output)
            }
        }
        return Published(image: image, references: references, digests: digests)
    }

    /// The first dated name under which neither engine nor destination has another image, and the digest with which the
    /// destination has this one.
    private func free(
        _ repository: ImageReference, _ day: String, for base: BuiltBase, at destination: Destination?
    ) async throws -> (name: ImageReference, digest: Digest?) {
        var number = 1
        while true {
            let name = try Self.name(repository, day, number)
            number += 1
            if let held = try await engine.inspect(name.description), !base.rootFileSystem.isSource(of: held) {
                continue
            }
            guard let place = try destination?(name), let there = try await engine.inspect(at: place) else {
                return (name, nil)
            }
            if base.rootFileSystem.isSource(of: there) { return (name, there.digest) }
        }
    }

    private static func name(_ repository: ImageReference, _ tag: String, _ number: Int) throws -> ImageReference {
        try repository.tagged(number == 1 ? tag : "\(tag)-\(number)")
    }
}

extension RootFileSystem {
    /// Whether the image was loaded from this root file system, whose digest is among its labels.
    fileprivate func isSource(of image: ImageDescription) -> Bool {
        isSource(labels: image.labels, environment: image.environment, command: image.command)
    }

    fileprivate func isSource(of image: PublishedConfiguration) -> Bool {
        isSource(labels: image.labels, environment: image.environment, command: image.command)
    }

    private func isSource(labels: [String: String], environment: [String], command: [String]) -> Bool {
        self.labels.allSatisfy { labels[$0.key] == $0.value } && environment.sorted() == self.environment
            && command == self.command
    }
}
