internal import CommandRunner
internal import Glibc
internal import PipelineCore
internal import Synchronization

/// Finds out how buildah can separate processes on this machine, once, and remembers it across processes.
final class IsolationProbe: Sendable {
    private let tool: EngineTool
    private let settings: EngineSettings
    private let hasWarned = Mutex(false)

    init(tool: EngineTool, settings: EngineSettings) {
        self.tool = tool
        self.settings = settings
    }

    /// The flags that `buildah build` and `buildah run` need for isolation and network.
    ///
    /// - Throws: `EngineFailure` if the network cannot be had with the isolation.
    func flags(network: NetworkMode) async throws -> [String] {
        guard try await isolation() == .chroot else {
            let mode = network == .bridge ? "private" : network.rawValue
            return ["--isolation", "oci", "--runtime", "runc", "--network", mode]
        }
        guard network == .host else {
            throw EngineFailure(
                .unsupported, operation: "provide the network", subject: "`\(network)`",
                details: ["buildah's isolation `chroot` has the host's network only"],
                hint:
                    "allow the network `host` (`--run-network host` for tests, or `network` in pipeline-runner.yaml), or "
                    + "see `pipeline-runner doctor` for why isolation `oci` does not work here"
            )
        }
        return ["--isolation", "chroot"]
    }

    /// `oci` or `chroot`: what was asked for or, if nothing was, what works here, with a warning where that is less.
    func isolation() async throws -> EngineSettings.Isolation {
        let (isolation, problem) = try await finding()
        let isFirst = hasWarned.withLock { warned in
            defer { warned = true }
            return !warned
        }
        if let problem, isFirst {
            settings.warn(
                "buildah runs build steps and containers with isolation `chroot`, which separates them less from this "
                    + "machine: runc does not work here (\(problem))")
        }
        return isolation
    }

    /// The isolation to use and, where it is not the best one, why.
    func finding() async throws -> (EngineSettings.Isolation, problem: String?) {
        guard settings.isolation == .auto else { return (settings.isolation, nil) }
        let answer = try await remembered()
        return (answer["isolation"]?.text == "oci" ? .oci : .chroot, answer["problem"]?.text)
    }

    private var file: String { "\(settings.cacheFolder)/buildah-isolation.json" }

    /// What was found out for this boot and these programs; finds it out if it was not yet.
    private func remembered() async throws -> JSONValue {
        let key = JSONValue.string(key)
        if let known = FileSystem.read(file).flatMap(JSONValue.parse), known["key"] == key { return known }
        try FileSystem.makeFolder(settings.cacheFolder)
        return try await FileLock.with("\(file).lock") {
            if let known = FileSystem.read(file).flatMap(JSONValue.parse), known["key"] == key { return known }
            var answer = JSONValue.object(["key": key])
            if let problem = try await problemWithRunc() {
                answer = answer.setting("isolation", to: .string("chroot")).setting("problem", to: .string(problem))
            } else {
                answer = answer.setting("isolation", to: .string("oci"))
            }
            try FileSystem.replace(file, with: answer.bytes)
            return answer
        }
    }

    /// Changes with each boot and with each upgrade of the programs, and costs no process to find out.
    private var key: String {
        let path = SearchPath(tool.runner.environment)
        let programs = ["buildah", "runc"].map { name -> String in
            var status = stat()
            guard let program = path.find(name), stat(program, &status) == 0 else { return "\(name) missing" }
            return "\(program) \(status.st_size) \(status.st_mtim.tv_sec)"
        }
        return ([FileSystem.readText("/proc/sys/kernel/random/boot_id") ?? ""] + programs).joined(separator: ", ")
    }

    /// Runs the host's own `true` in an empty container; `nil` if that works.
    private func problemWithRunc() async throws -> String? {
        guard SearchPath(tool.runner.environment).find("runc") != nil else { return "it is not installed" }
        let created = try await tool.succeed(
            ["from", "scratch"], operation: "make", subject: "a container to try runc")
        let container = String(created.prefix { !$0.isNewline })
        let folders = ["/usr", "/bin", "/lib", "/lib64"].filter(FileSystem.exists)
        let mounts = folders.flatMap { ["--volume", "\($0):\($0):ro"] }
        let flags = ["run", "--isolation", "oci", "--runtime", "runc", "--network", "host"]
        let result: CapturedOutput
        do {
            result = try await tool.capture(flags + mounts + [container, "--", "/usr/bin/true"])
        } catch {
            // The clean-up of a cancelled task has to be a task of its own.
            await Task { _ = try? await tool.capture(["rm", container]) }.value
            throw error
        }
        _ = try await tool.capture(["rm", container])
        if result.status.isSuccess { return nil }
        return result.standardError.split(whereSeparator: \.isNewline).first.map(String.init) ?? "it gives no reason"
    }
}
