import FoundationEssentials
import PipelineTestSupport
import Testing

extension Sandbox {
    /// What runs of this sandbox left behind and should not have: processes, containers, workspaces, temporary files and
    /// images without a name. Layers that an engine keeps as the cache of the next build do not count.
    func leftOvers() async throws -> [String] {
        var found = ProcessTable.commandLines(containing: "sleep \(nap)").map { "process \($0)" }
        found += processesOfThisUser().map { "process \($0)" }
        found += try contents("\(state)/workspaces").map { "workspace \($0)" }
        found += try contents(temporaryFolder).map { "temporary file \($0)" }
        found += try await containers().map { "container \($0)" }
        found += startedContainers().map { "started container \($0)" }
        // Layers of the cache lack the labels, which come with the last instruction.
        for project in projects {
            found += try await lines(
                "\(engine.rawValue) images --quiet --filter dangling=true --filter label=ci.project=\(project)"
            ).map { "image \($0)" }
        }
        return found
    }

    /// Expects that there is none of it.
    func expectNothingLeft(_ moment: String = "", sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let left = try await leftOvers()
        #expect(left == [], "\(moment)", sourceLocation: sourceLocation)
    }

    /// What the project is called after its remote's address, and after the folder that a daemon fetches it from.
    private var projects: [String] { ["it/\(name)", name] }

    /// The names of the images that runs built and kept, without the base.
    func keptImages() async throws -> [String] {
        let format = #"'{{.Repository}}:{{.Tag}}'"#
        return try await lines(
            engine == .docker
                ? "docker images --format \(format) --filter label=ci.project=it/\(name)"
                : "buildah images --format '{{.Name}}:{{.Tag}}' --filter label=ci.project=it/\(name)"
        ).sorted()
    }

    private func containers() async throws -> [String] {
        guard engine == .docker else { return try await lines("buildah containers --quiet") }
        var found: [String] = []
        for project in projects {
            found += try await lines(
                "docker ps --all --format '{{.Names}} {{.Image}}' --filter label=ci.project=\(project)")
        }
        return found
    }

    /// What runc has of buildah's containers, which buildah itself may have forgotten.
    private func startedContainers() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/run/runc")) ?? []
        return names.filter { name in
            let state = (try? Data(contentsOf: URL(filePath: "/run/runc/\(name)/state.json"))) ?? Data()
            return String(decoding: state, as: UTF8.self).contains("\(temporaryFolder)/")
        }
    }

    private func lines(_ script: String) async throws -> [String] {
        try await shell(script).split(separator: "\n").map(String.init)
    }

    private func contents(_ folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
    }

    /// The program's own child processes have its environment, in which this sandbox's folder stands.
    private func processesOfThisUser() -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { $0.allSatisfy(\.isNumber) }.filter { process in
            let bytes = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/environ"))) ?? Data()
            return String(decoding: bytes, as: UTF8.self).contains("\(folder)/state")
        }
    }
}
