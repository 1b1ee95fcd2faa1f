internal import CommandRunner
internal import Glibc
internal import PipelineCore

/// A fresh folder for the files that an engine command reads or writes.
enum TemporaryFolder {
    /// Makes a folder that only this user can enter, hands its path to `body` and removes it with its contents.
    static func with<Result>(in parent: String = "/tmp", _ body: (String) async throws -> Result) async throws -> Result
    {
        guard let folder = LockedFolder.make(in: parent) else {
            throw EngineFailure(.other, operation: "make a folder in", subject: parent, details: [FileSystem.lastError])
        }
        defer { folder.remove() }
        return try await body(folder.path)
    }

    /// What the paths of all such folders in `parent` begin with.
    static func prefix(in parent: String) -> String { LockedFolder.prefix(in: parent) }

    /// Removes those in `parent` whose processes were killed, each after `clean` was given its path; returns the images that
    /// builds had made there.
    static func removeAbandoned(in parent: String, clean: (String) async -> Void = { _ in }) async -> [ImageID] {
        var images: [ImageID] = []
        for folder in LockedFolder.abandoned(in: parent) {
            await clean(folder.path)
            images += FileSystem.readText(imageID(in: folder.path)).flatMap { ImageID($0) }.map { [$0] } ?? []
            folder.remove()
        }
        return images
    }

    /// The file in such a folder into which a build writes the ID of its image.
    static func imageID(in folder: String) -> String { "\(folder)/image-id" }
}
