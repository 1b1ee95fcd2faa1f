internal import CommandRunner
internal import Glibc
public import PipelineCore

extension BuildahEngine {
    /// Removes containers by ID or name; one that is not there is no error.
    func removeContainers(_ containers: [String]) async throws {
        guard !containers.isEmpty else { return }
        let captured = try await tool.capture(["rm"] + containers)
        guard captured.status.isSuccess || captured.standardError.contains("container not known") else {
            throw FailureReport(output: captured).failure(
                operation: "remove the container", subject: containers.joined(separator: " "))
        }
    }

    /// Removes working containers with what runc runs in them.
    public func removeContainers(of image: ImageID, since moment: UTCTime) async {
        // A task of its own: the caller's may be cancelled.
        await Task {
            guard let root = try? await storageRoot() else { return }
            let containers = FolderTree.names(in: root).filter { $0.hasSuffix("-containers") }.flatMap { folder in
                FileSystem.read("\(root)/\(folder)/containers.json").flatMap(JSONValue.parse)?.elements ?? []
            }
            let started = containers.filter { container in
                container["image"]?.text == image.hex && moment.isNotAfter(container["created"]?.text)
            }
            let found = started.compactMap { $0["id"]?.text }
            try? await endProcesses(of: found)
            try? await removeContainers(found)
        }.value
    }

    /// Ends what runc still runs for containers after their buildah is gone.
    ///
    /// buildah gives a container the beginning of its ID as host name, which runc keeps in its state.
    func endProcesses(of containers: [String]) async throws {
        try await endProcesses { state in
            guard let host = state["config"]?["hostname"]?.text, host.count >= 12 else { return false }
            return containers.contains { $0.hasPrefix(host) }
        }
    }

    /// Ends what runc still runs, or was about to, for a buildah that had `folder` for its temporary files and is gone.
    ///
    /// buildah may have forgotten the container by then; runc's state still names the folder it was made from.
    func endProcesses(workingIn folder: String) async throws {
        try await endProcesses { $0["config"]?.texts("labels").contains { $0.hasPrefix("bundle=\(folder)/") } ?? false }
    }

    private func endProcesses(where isMeant: (JSONValue) -> Bool) async throws {
        let runc = EngineTool(executable: "runc", runner: tool.runner)
        for name in FolderTree.names(in: runcStates) where name.hasPrefix("buildah-") {
            let state = FileSystem.read("\(runcStates)/\(name)/state.json").flatMap(JSONValue.parse)
            guard let state, isMeant(state) else { continue }
            _ = try await runc.capture(["delete", "--force", name])
        }
    }

    /// Where runc keeps the states of its containers.
    var runcStates: String {
        geteuid() == 0 ? "/run/runc" : "\(tool.runner.environment["XDG_RUNTIME_DIR"] ?? "")/runc"
    }
}
