internal import CommandRunner
internal import PipelineCore

/// Finds and removes what one build left in buildah's storage and in runc, and nothing of any other build.
///
/// Where buildah is not executing a RUN, a signal ends it on the spot and its working containers stay; where it is killed
/// during a RUN, the container's processes stay too. Working containers have no name that a build could choose, but each
/// records the secrets it was given: a secret that no instruction uses marks a build's own.
struct BuildTraces: Sendable {
    /// buildah writes a container's state right after it has made the container. One that has none for this long is of a
    /// process that was ended in between.
    private static let patience = Duration.seconds(3)

    private let engine: BuildahEngine
    /// The build's folder; `nil` for all builds.
    private let folder: String?
    private let marker: String

    init(engine: BuildahEngine, folder: String) {
        (self.engine, self.folder) = (engine, folder)
        marker = "\(folder)/mark"
    }

    /// The traces of all builds whose temporary folders were in `parent`.
    init(engine: BuildahEngine, allIn parent: String) {
        (self.engine, folder) = (engine, nil)
        marker = TemporaryFolder.prefix(in: parent)
    }

    /// Whether a build was begun in the folder.
    var areExpected: Bool { FileSystem.exists(marker) }

    /// Marks the containers of a build. The marker's file has to exist while buildah runs.
    func flags() throws -> [String] {
        try FileSystem.replace(marker, with: [])
        return ["--secret", "id=pipeline-runner-mark,src=\(marker)"]
    }

    /// Removes the build's containers with their processes, even when the calling task is cancelled.
    func remove() async {
        // The clean-up of a cancelled task has to be a task of its own, or its commands would be cancelled at once.
        await Task {
            if let folder { try? await engine.endProcesses(workingIn: folder) }
            try? await removeContainers()
            try? await removeHalfAnImage()
            try? await removeImage()
        }.value
    }

    /// An image that was being written when buildah ended: while it is there, nobody can list images.
    private func removeHalfAnImage() async throws {
        guard let half = try await engine.halfWrittenImage() else { return }
        // Another build may be writing it.
        try await Task.sleep(for: Self.patience)
        if try await engine.halfWrittenImage() == half { try await engine.remove(image: half.hex) }
    }

    /// An image that a build made and could not name any more.
    private func removeImage() async throws {
        guard let folder, let id = FileSystem.readText(TemporaryFolder.imageID(in: folder)).flatMap({ ImageID($0) }),
            try await !engine.images().contains(where: { $0.id == id })
        else { return }
        try await engine.remove(image: id.hex)
    }

    private func removeContainers() async throws {
        let root = try await engine.storageRoot()
        let before = containers(in: root)
        var found = before.filter { isMarked($0.value) }.map(\.key)
        let unborn = before.filter { !FileSystem.exists(stateFile($0.value)) }
        if !unborn.isEmpty {
            try await Task.sleep(for: Self.patience)
            let left = containers(in: root)
            found += unborn.filter { left[$0.key] != nil && !FileSystem.exists(stateFile($0.value)) }.map(\.key)
        }
        guard !found.isEmpty else { return }
        try await engine.endProcesses(of: found)
        try await engine.removeContainers(found)
    }

    /// The folders of buildah's working containers, by ID.
    private func containers(in root: String) -> [String: String] {
        var found: [String: String] = [:]
        for folder in FolderTree.names(in: root) where folder.hasSuffix("-containers") {
            let index = FileSystem.read("\(root)/\(folder)/containers.json").flatMap(JSONValue.parse)?.elements ?? []
            // Other tools keep their containers there, too.
            for container in index where container.texts("names").contains(where: { $0.contains("-working-container") })
            {
                guard let id = container["id"]?.text else { continue }
                found[id] = "\(root)/\(folder)/\(id)"
            }
        }
        return found
    }

    private func stateFile(_ container: String) -> String { "\(container)/userdata/buildah.json" }

    private func isMarked(_ container: String) -> Bool {
        guard let state = FileSystem.read(stateFile(container)) else { return false }
        return String(decoding: state, as: UTF8.self).contains(marker)
    }
}
