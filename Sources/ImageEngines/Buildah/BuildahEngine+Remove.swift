internal import CommandRunner
internal import FoundationEssentials
internal import PipelineCore

extension BuildahEngine {
    /// One element of what `runc list --format json` prints.
    private struct RuntimeContainer: Decodable {
        var id: String
        var bundle: String
    }

    /// Removes containers by ID or name, together with processes that still run in them.
    func removeContainers(_ containers: [String]) async throws {
        guard !containers.isEmpty else { return }
        try await endProcesses(of: containers)
        let captured = try await tool.capture(["rm"] + containers)
        guard captured.status.isSuccess || captured.standardError.contains("container not known") else {
            throw FailureReport(output: captured).failure(
                operation: "remove the container", subject: containers.joined(separator: " "))
        }
    }

    /// Ends what runc still runs for containers after their buildah is gone.
    ///
    /// buildah names a runc container after its temporary bundle; the bundle's host name is the beginning of the storage
    /// container's ID.
    func endProcesses(of containers: [String]) async throws {
        let runc = EngineTool(executable: "runc", runner: tool.runner)
        guard let listed = try? await runc.capture(["list", "--format", "json"]),
            let running = try? JSONDecoder().decode([RuntimeContainer]?.self, from: Data(listed.standardOutput.utf8))
        else { return }
        for container in running {
            guard
                let host = FileSystem.read("\(container.bundle)/config.json").flatMap(JSONValue.parse)?["hostname"]?
                    .text,
                host.count >= 12, containers.contains(where: { $0.hasPrefix(host) })
            else { continue }
            _ = try await runc.capture(["delete", "--force", container.id])
            FileSystem.removeTree(container.bundle)
        }
    }
}
