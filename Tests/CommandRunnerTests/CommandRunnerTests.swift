import CommandRunner
import Synchronization
import Testing

private let runner = CommandRunner(
    environment: ["PATH": "/usr/bin:/bin", "KEPT": "1"], gracePeriod: .milliseconds(300))

private final class Lines: Sendable {
    private let state = Mutex<[String]>([])
    var all: [String] { state.withLock { $0 } }
    func add(_ line: String) { state.withLock { $0.append(line) } }
}

@Suite struct CommandRunnerTests {
    @Test func streamsBothOutputsLineByLine() async throws {
        let lines = Lines()
        let status = try await runner.stream(
            Command("sh", ["-c", "printf 'a\\r\\nb\\n\\nlast'; echo oops >&2; exit 3"])
        ) { stream, line in lines.add("\(stream == .standardOutput ? "out" : "err"):\(line)") }
        #expect(status == .exited(3))
        #expect(lines.all.filter { $0.hasPrefix("out") } == ["out:a", "out:b", "out:", "out:last"])
        #expect(lines.all.filter { $0.hasPrefix("err") } == ["err:oops"])
    }

    @Test func cutsALineWithoutEnd() async throws {
        let lines = Lines()
        _ = try await runner.stream(Command("sh", ["-c", "head -c 300000 /dev/zero | tr '\\0' x; echo; echo next"])) {
            lines.add($1)
        }
        #expect(lines.all.count == 2)
        #expect(lines.all.first?.hasSuffix("x … [line cut]") == true)
        #expect(lines.all.first?.utf8.count ?? 0 < 70_000)
        #expect(lines.all.last == "next")
    }

    @Test func repairsInvalidUTF8() async throws {
        let lines = Lines()
        _ = try await runner.stream(Command("printf", [#"a\377b\n"#])) { lines.add($1) }
        #expect(lines.all == ["a\u{FFFD}b"])
    }

    @Test func passesEnvironmentFolderAndInput() async throws {
        var command = Command("sh", ["-c", "echo $KEPT $ADDED $PWD; cat"])
        command.environment = ["ADDED": "2"]
        command.workingDirectory = "/usr"
        command.input = "hello\n"
        let captured = try await runner.capture(command)
        #expect(captured.standardOutput == "1 2 /usr\nhello\n")
        let lines = Lines()
        _ = try await runner.stream(command) { lines.add($1) }
        #expect(lines.all == ["1 2 /usr", "hello"])
    }

    @Test func namesAMissingProgram() async throws {
        await #expect(throws: CommandFailure.self) { try await runner.capture(Command("no-such-program-here")) }
        do {
            _ = try await runner.stream(Command("no-such-program-here", ["x"])) { _, _ in }
        } catch let failure as CommandFailure {
            #expect(failure.code == .notFound)
            #expect(failure.description == "there is no program `no-such-program-here` in PATH")
        }
    }

    @Test func timeoutEndsTheWholeProcessGroup() async throws {
        let lines = Lines()
        let start = ContinuousClock.now
        await #expect(throws: CommandFailure.self) {
            // The grandchild ignores SIGTERM and would keep the pipe open for a minute.
            _ = try await runner.stream(
                Command("sh", ["-c", "sh -c 'trap \"\" TERM; echo $$; exec sleep 60' & wait"]),
                timeout: .seconds(3)
            ) { lines.add($1) }
        }
        #expect(start.duration(to: .now) < .seconds(30))
        let pid = try #require(lines.all.first)
        try await expectEnd(of: pid)
    }

    @Test func cancellationThrowsCancellationError() async throws {
        let task = Task { try await runner.stream(Command("sleep", ["60"])) { _, _ in } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func readsWhatAnEndingProcessStillWrites() async throws {
        let lines = Lines()
        let (started, signal) = AsyncStream<Void>.makeStream()
        let task = Task {
            defer { signal.finish() }
            // Dies of SIGPIPE before its last command if the pipe is closed.
            return try await runner.stream(
                Command(
                    "sh", ["-c", "trap 'echo ending; sleep 0.1; echo ended; exit' TERM; echo started; sleep 60 & wait"])
            ) { _, line in
                lines.add(line)
                if line == "started" { signal.yield() }
            }
        }
        for await _ in started { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(lines.all == ["started", "ending", "ended"])
    }

    @Test func doesNotWaitForWhatOutlivesAProcess() async throws {
        var command = Command("sh", ["-c", "sleep 61 & echo $!"])
        command.endsGroup = true
        let start = ContinuousClock.now
        let captured = try await runner.capture(command)
        #expect(start.duration(to: .now) < .seconds(20))
        let pid = captured.standardOutput.prefix { $0.isNumber }
        try await expectEnd(of: String(pid))
    }

    /// A process that was killed is there for a moment longer, the more so on a busy machine.
    private func expectEnd(of pid: String) async throws {
        let waiting = "while grep -qv ') [ZX] ' /proc/\(pid)/stat 2>/dev/null; do sleep 0.05; done"
        #expect(try await runner.capture(Command("timeout", ["30", "sh", "-c", waiting])).status.isSuccess)
    }

    @Test func refusesToCollectWithoutBound() async throws {
        await #expect {
            try await runner.capture(Command("yes"), limit: 1 << 20)
        } throws: { error in
            (error as? CommandFailure)?.description == "cannot run `yes`: it wrote more than 1048576 bytes"
        }
        await #expect(throws: CommandFailure.self) {
            try await runner.capture(Command("sh", ["-c", "exec yes >&2"]), limit: 1 << 20)
        }
    }

    @Test func quotesCommandLines() {
        #expect(Command("a", ["b c", "it's", ""]).description == #"a 'b c' 'it'\''s' ''"#)
    }
}
