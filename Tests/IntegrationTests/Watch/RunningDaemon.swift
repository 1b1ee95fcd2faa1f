import CommandRunner
import FoundationEssentials
import Glibc
import PipelineTestSupport
import Synchronization

/// A `watch` in a process of its own.
final class RunningDaemon: Sendable {
    private struct State {
        var lines: [String] = []
        var waiting: [(text: String, count: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var code: Int32?
        var ended: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())
    private let pidFile: String

    private init(pidFile: String) { self.pidFile = pidFile }

    /// Starts it and hands it to `body`; afterwards it is ended and gone.
    static func with<Value>(
        _ arguments: [String], environment: [String: String], folder: String,
        _ body: (RunningDaemon) async throws -> Value
    ) async throws -> Value {
        let daemon = RunningDaemon(pidFile: "\(folder)/\(TestEnvironment.uniqueName("daemon")).pid")
        // The shell leaves its process ID to the program, which takes its place.
        let script = "echo $$ > '\(daemon.pidFile)'; exec \"$@\""
        var command = Command("sh", ["-c", script, "sh", TestProgram.path] + arguments)
        command.workingDirectory = folder
        let task = Task { [command] in
            let runner = CommandRunner(environment: environment)
            let status = try await runner.stream(command, timeout: .seconds(300)) { daemon.take($1) }
            daemon.end(status.code)
        }
        do {
            let value = try await body(daemon)
            try await finish(daemon, task)
            return value
        } catch {
            try? await finish(daemon, task)
            throw error
        }
    }

    private static func finish(_ daemon: RunningDaemon, _ task: Task<Void, any Error>) async throws {
        if daemon.state.withLock({ $0.code == nil }) { daemon.signal(SIGTERM) }
        try await task.value
    }

    /// What it said so far.
    var lines: [String] { state.withLock { $0.lines } }

    /// Waits until `count` of its lines hold `text`.
    ///
    /// - Throws: if it ends before.
    func says(_ text: String, count: Int = 1) async throws {
        let isSaid = await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.lines.count(where: { $0.contains(text) }) >= count { return true }
                if state.code != nil { return false }
                state.waiting.append((text, count, continuation))
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
        guard isSaid else {
            throw WatchedService.Unexpected("it ended without saying `\(text)`:\n" + lines.joined(separator: "\n"))
        }
    }

    func signal(_ number: Int32) {
        guard let text = try? read(pidFile), let pid = pid_t(text.prefix { $0.isNumber }) else { return }
        kill(pid, number)
    }

    /// Waits for its end and returns its exit code; 128 and the signal if one killed it.
    func ends() async -> Int32 {
        await withCheckedContinuation { continuation in
            let code = state.withLock { state in
                if state.code == nil { state.ended.append(continuation) }
                return state.code
            }
            if let code { continuation.resume(returning: code) }
        }
    }

    private func take(_ line: String) {
        let told = state.withLock { state in
            state.lines.append(line)
            let isSaid = state.waiting.map { entry in
                state.lines.count(where: { $0.contains(entry.text) }) >= entry.count
            }
            let told = zip(state.waiting, isSaid).filter(\.1).map(\.0.continuation)
            state.waiting = zip(state.waiting, isSaid).filter { !$0.1 }.map(\.0)
            return told
        }
        for continuation in told { continuation.resume(returning: true) }
    }

    private func end(_ code: Int32) {
        let (waiting, ended) = state.withLock { state in
            state.code = code
            defer { (state.waiting, state.ended) = ([], []) }
            return (state.waiting.map(\.continuation), state.ended)
        }
        for continuation in waiting { continuation.resume(returning: false) }
        for continuation in ended { continuation.resume(returning: code) }
    }
}
