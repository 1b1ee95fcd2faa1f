internal import CommandRunner
internal import PipelineCore

/// Finds and removes what one build left in buildah's storage and in runc, and nothing of any other build.
///
/// Where buildah is not executing a RUN, a signal ends it on the spot and its working containers stay; where it is killed
/// during a RUN, the container's processes stay too. Working containers have no name that a build could choose, but each
/// records the secrets it was given: a secret that no instruction uses marks a build's own.
struct BuildTraces: Sendable {
    private let engine: BuildahEngine
    private let marker: String

    init(engine: BuildahEngine, folder: String) {
        self.engine = engine
        marker = "\(folder)/mark"
    }

    /// The traces of all builds whose temporary folders were in `parent`.
    init(engine: BuildahEngine, allIn parent: String) {
        self.engine = engine
        marker = TemporaryFolder.prefix(in: parent)
    }

    /// Marks the containers of a build. The marker's file has to exist while buildah runs.
    func flags() throws -> [String] {
        try FileSystem.replace(marker, with: [])
        return ["--secret", "id=pipeline-runner-mark,src=\(marker)"]
    }

    /// Removes the build's containers with their processes, even when the calling task is cancelled.
    func remove() async {
        // The clean-up of a cancelled task has to be a task of its own, or its commands would be cancelled at once.
        await Task { try? await removeContainers() }.value
    }

    private func removeContainers() async throws {
        let storage = try await engine.tool.succeed(
            ["info", "--format", "{{.store.GraphRoot}}"], operation: "find", subject: "buildah's storage")
        let root = String(storage.prefix { !$0.isNewline })
        var found: [String] = []
        for folder in FileSystem.names(in: root) where folder.hasSuffix("-containers") {
            for id in FileSystem.names(in: "\(root)/\(folder)") where isMarked("\(root)/\(folder)/\(id)/userdata") {
                found.append(id)
            }
        }
        guard !found.isEmpty else { return }
        try await engine.endProcesses(of: found)
        try await engine.removeContainers(found)
    }

    private func isMarked(_ folder: String) -> Bool {
        guard let state = FileSystem.read("\(folder)/buildah.json") else { return false }
        return String(decoding: state, as: UTF8.self).contains(marker)
    }
}
