import CommandRunner
import PipelineCore
import Testing

@testable import ImageEngines

/// Logs of versions that are not installed here, or that come at odd moments.
@Suite struct BuildLogTests {
    @Test func readsNewerBuildKit() {
        var reader = DockerLogReader()
        let log = """
            #0 building with "default" instance using docker driver

            #7 [test 3/3] RUN make check
            #7 0.210 compiling
            #8 [other 1/2] RUN sleep 1
            #8 0.200 unrelated
            #7 0.300 error: 7
            #7 ERROR: process "/bin/sh -c make check" did not complete successfully: exit code: 2
            #8 CANCELED
            ------
             > [test 3/3] RUN make check:
            0.300 error: 7
            ------
            Dockerfile:5
            ERROR: failed to solve: process "/bin/sh -c make check" did not complete successfully: exit code: 2
            """
        for line in log.split(separator: "\n", omittingEmptySubsequences: false) { reader.read(String(line)) }
        #expect(
            reader.explanation
                == BuildExplanation(
                    instruction: "RUN make check", output: ["compiling", "error: 7"], reason: "exit code 2"))
    }

    @Test func readsNewerBuildKitsMissingFile() {
        var reader = DockerLogReader()
        reader.read("#5 [2/2] COPY a b /")
        reader.read(#"#5 ERROR: failed to calculate checksum of ref x::y: "/b": not found"#)
        #expect(
            reader.explanation == BuildExplanation(instruction: "COPY a b /", reason: "the build context has no `b`"))
    }

    /// The reason comes by another stream than the steps: behind them, or before.
    @Test(
        arguments: [
            (
                "Get \"http://r/v2/\": refused", ["Step 1/2 : FROM --platform=linux/amd64 r/a:1 AS x"], nil,
                "Get \"http://r/v2/\": refused", "r/a:1"
            ),
            (
                "Error response from daemon: dockerfile parse error line 2: unknown instruction: FOO", [], nil,
                "dockerfile parse error line 2: unknown instruction: FOO", nil
            ),
            (
                "COPY failed: file not found in build context or excluded by .dockerignore: stat a/b: file does not exist",
                ["Step 1/2 : FROM a", " ---> 1", "Step 2/2 : COPY a/b /"], "COPY a/b /",
                "the build context has no `a/b`", nil
            ),
            (
                "The command '/bin/sh -c x' returned a non-zero code: 7",
                [
                    "Step 1/2 : FROM a", " ---> 1", "Step 2/2 : RUN x",
                    " ---> Running in 2", "said", "Removing intermediate container 2",
                ], "RUN x", "exit code 7", nil
            ),
        ] as [(String, [String], String?, String, String?)])
    func readsTheLegacyBuilder(
        _ error: String, _ steps: [String], _ instruction: String?, _ reason: String, _ parent: String?
    ) {
        for lines in [steps + [error], [error] + steps] {
            var reader = LegacyLogReader()
            for line in ["Sending build context to Docker daemon  2.048kB"] + lines { reader.read(line) }
            let output = reason == "exit code 7" ? ["said"] : []
            #expect(
                reader.explanation
                    == BuildExplanation(instruction: instruction, output: output, reason: reason, missingParent: parent)
            )
        }
    }

    @Test(
        arguments: [
            ("FROM a\nRUN --mount=type=cache,target=/x y", "`RUN --mount`"),
            ("# syntax=docker/dockerfile:1\nFROM a", "`# syntax=`"),
            ("FROM a\ncopy --chown=1 --link x /", "`COPY --link`"),
            ("FROM a\nRUN cat <<-'EOF'\nx\nEOF", "here-documents"),
            ("FROM a\nRUN \\\n  --mount=type=tmpfs,target=/x y", "`RUN --mount`"),
            ("FROM a\nRUN a && \\ \n cat 0<<EOF\nEOF", "here-documents"),
            ("FROM a\nRUN echo $((1<<n))", nil),
            ("FROM a AS b\nFROM c\nCOPY --from=b --chown=1 x /\nRUN cat <<<word --mount=x", nil),
        ] as [(String, String?)])
    func whatOnlyBuildKitKnows(_ dockerfile: String, _ lack: String?) {
        #expect(LegacyBuilder.lack(in: dockerfile) == lack)
    }

    @Test func keepsTheEndOfALongLog() {
        var reader = BuildahLogReader()
        reader.read("STEP 1/2: FROM base AS test")
        reader.read("[2/2] STEP 2/2: RUN seq 1000")
        for number in 1...1000 { reader.read("\(number)") }
        reader.read(#"1001Error: building at STEP "RUN seq 1000": while running runtime: exit status 3"#)
        let explanation = reader.explanation
        #expect(explanation.instruction == "RUN seq 1000")
        #expect(explanation.output.suffix(2) == ["1000", "1001"])
        #expect(explanation.output.count <= 201)
        #expect(explanation.reason == "exit code 3")
    }

    @Test func tellsAProgramsLinesFromBuildahs() {
        let lines = Mutexed()
        let output = BuildahRunOutput { lines.add($0.text) }
        for text in [
            "exit status 1", "between", "Error: exit status 7", "no endError: while running runtime: exit status 7",
        ] {
            output.add(OutputLine(.standardError, text))
        }
        #expect(lines.all == ["exit status 1", "between"])
        #expect(output.finish(.exited(7)) == 7)
        #expect(lines.all == ["exit status 1", "between", "Error: exit status 7", "no end"])
    }

    @Test(arguments: [("killed", 137 as Int32), ("terminated", 143), ("segmentation fault", 139)])
    func reportsSignalsAsShellsDo(_ signal: String, _ code: Int32) {
        let output = BuildahRunOutput { _ in }
        output.add(OutputLine(.standardError, "container exited on \(signal)"))
        output.add(OutputLine(.standardError, "Error: while running runtime: exit status 1"))
        #expect(output.finish(.exited(1)) == code)
    }

    @Test func noticesThatBuildahItselfFailed() {
        let lines = Mutexed()
        let output = BuildahRunOutput { lines.add($0.text) }
        output.add(OutputLine(.standardError, "Error: error mounting container: exit status 32"))
        #expect(output.finish(.exited(125)) == nil)
        #expect(lines.all == ["Error: error mounting container: exit status 32"])
    }
}
