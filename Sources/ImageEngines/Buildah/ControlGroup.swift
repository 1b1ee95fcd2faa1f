internal import Glibc
internal import PipelineCore

/// A control group that limits the number of a container's processes, which buildah has no flag for.
struct ControlGroup {
    /// What `buildah from --cgroup-parent` takes.
    let path: String
    private let folder: String

    private static let root = "/sys/fs/cgroup"
    private static let parent = "/pipeline-runner"
    /// Whether the kernel has one tree for all controllers.
    private static var isUnified: Bool { FileSystem.exists("\(root)/cgroup.controllers") }

    /// Whether memory limits can include swap; without accounting for it the runtime would fail.
    static var limitsSwap: Bool { isUnified || FileSystem.exists("\(root)/memory/memory.memsw.limit_in_bytes") }

    /// Makes a group called `name` with room for `processes`.
    ///
    /// - Throws: `EngineFailure` with code `unsupported` where this user may not.
    init(name: String, processes: Int) throws {
        path = "\(Self.parent)/\(name)"
        folder = "\(Self.root)\(Self.isUnified ? "" : "/pids")\(path)"
        do {
            let parent = String(folder.dropLast(name.utf8.count + 1))
            try FileSystem.makeFolder(parent)
            if Self.isUnified {
                for folder in [Self.root, parent] {
                    try Self.write("+pids +memory +cpu", to: "\(folder)/cgroup.subtree_control")
                }
            }
            try FileSystem.makeFolder(folder)
            try Self.write("\(processes)", to: "\(folder)/pids.max")
        } catch {
            rmdir(folder)
            throw EngineFailure(
                .unsupported, operation: "limit the processes of", subject: "a container",
                details: ["\(error)"],
                hint: "leave out `limits.pids`, or run as root on a machine whose control groups can be written to")
        }
    }

    /// Removes the group, which must be empty.
    func remove() { rmdir(folder) }

    /// In place: these files cannot be replaced by others.
    private static func write(_ text: String, to file: String) throws {
        let descriptor = open(file, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSystem.failure("write", file) }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else {
            throw FileSystem.failure("write", file)
        }
    }
}
