internal import FoundationEssentials
public import PipelineCore

/// Gives each run of a project a second of its own.
///
/// A published image's tag names the second in which its run began: of two runs in one second, the later one's image would
/// take the tag from the other's.
public struct TagTimes: Sendable {
    private static let day = 86_400

    private let state: StateFolder

    /// The seconds that runs of a state folder have.
    public init(in state: StateFolder) { self.state = state }

    /// The first second from `time` on that is later than that of every run of `project` so far.
    ///
    /// - Throws: `WorkspaceFailure` if it cannot be recorded.
    public func claim(for project: String, at time: UTCTime) throws(WorkspaceFailure) -> UTCTime {
        try state.makeFolder(state.path)
        let file = "\(state.path)/tag-times.json"
        let lock = try WorkspaceLock.acquire(file + ".lock")
        defer { lock.release() }
        do {
            let recorded = (try? Data(contentsOf: URL(filePath: file))) ?? Data()
            var seconds = (try? JSONDecoder().decode([String: Int].self, from: recorded)) ?? [:]
            // A clock that was a day ahead and was set right shall not decide for ever.
            seconds = seconds.filter { abs($0.value - time.seconds) < Self.day }
            let claimed = max(time.seconds, (seconds[project] ?? 0) + 1)
            seconds[project] = claimed
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(seconds).write(to: URL(filePath: file), options: .atomic)
            return UTCTime(seconds: claimed)
        } catch {
            throw WorkspaceFailure(path: file, fileError: error)
        }
    }
}
