internal import FoundationEssentials
internal import Glibc
internal import PipelineCore

/// The right to be the only daemon of a state folder. The kernel takes it back when the process dies, however it does.
public final class DaemonLock: Sendable {
    /// Who has a state folder.
    public struct Holder: Codable, Sendable, Hashable {
        /// The process.
        public let pid: Int32
        /// The host that it runs on.
        public let host: String
        /// When it took the folder, as RFC 3339.
        public let since: String

        /// Names a daemon.
        public init(pid: Int32, host: String, since: String) {
            self.pid = pid
            self.host = host
            self.since = since
        }
    }

    /// Another daemon has the folder.
    public struct Taken: Error, CustomStringConvertible {
        /// The folder.
        public let folder: String
        /// Who has it; `nil` if it has not written that down yet.
        public let holder: Holder?

        /// Who has it, and what to do.
        public var description: String {
            let who = holder.map { "process \($0.pid) on \($0.host), since \($0.since)" } ?? "it has just begun"
            return "another daemon uses the state folder \(folder): \(who)\n  help: end it first, or give this one "
                + "a folder of its own with --state"
        }
    }

    private let lock: WorkspaceLock

    /// Takes the folder for `holder`.
    ///
    /// - Throws: `Taken`, or `WorkspaceFailure` if the lock's file cannot be made.
    public init(in state: StateFolder, for holder: Holder) throws {
        try state.makeFolder(state.path)
        let path = "\(state.path)/daemon.lock"
        guard let lock = try WorkspaceLock.acquireIfFree(path) else {
            throw Taken(folder: state.path, holder: Self.holder(at: path))
        }
        self.lock = lock
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Not by a file that takes its place: the lock is on this one.
        let bytes = [UInt8](try encoder.encode(holder))
        let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw WorkspaceFailure(path: path, errno: errno)
        }
        close(descriptor)
    }

    /// Whether a daemon has the folder.
    public static func isHeld(in state: StateFolder) -> Bool { WorkspaceLock.isHeld("\(state.path)/daemon.lock") }

    /// Gives the folder back.
    public func release() { lock.release() }

    private static func holder(at path: String) -> Holder? {
        (try? Data(contentsOf: URL(filePath: path))).flatMap { try? JSONDecoder().decode(Holder.self, from: $0) }
    }
}
