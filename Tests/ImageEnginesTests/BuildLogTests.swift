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
