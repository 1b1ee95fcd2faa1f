import Diagnostics
import Testing

@testable import PipelineCommands
@testable import PipelineCore

struct SectionMarkerTests {
    private static let stage = StageID(pipeline: "p", stage: "tést 1")

    @Test func githubQuotesOutputWithATokenOfItsOwn() throws {
        var markers = GitHubMarkers()
        let begin = try #require(
            markers.begin(Self.stage).wholeMatch(of: /::group::p\/tést 1\n::stop-commands::(stop-[0-9a-z]{10,})\n/))
        #expect(markers.lines(["::set-output name=a::b", "x\r::error::y"]) == "::set-output name=a::b\nx ::error::y\n")
        #expect(markers.end() == "::\(begin.1)::\n::endgroup::\n")
        #expect(!markers.begin(Self.stage).contains(begin.1))
    }

    @Test func githubQuotesTextOutsideOfSectionsWhereItLooksLikeACommand() {
        let markers = GitHubMarkers()
        #expect(markers.text(["all is well"]) == "all is well\n")
        for hostile in ["::add-mask::x", "  ##[set-output name=a]b"] {
            let quoted = markers.text([hostile])
            let pattern = /::stop-commands::(stop-[0-9a-z]+)\n(.*)\n::(stop-[0-9a-z]+)::\n/
            let parts = quoted.wholeMatch(of: pattern)
            #expect(parts.map { String($0.2) } == hostile && parts?.1 == parts?.3, "\(quoted)")
        }
    }

    @Test func githubAnnotatesThePlace() {
        let markers = GitHubMarkers()
        #expect(markers.warning("50% of\nit") == "::warning::50%25 of%0Ait\n")
        let location = Diagnostics.SourceLocation(file: "a,b:c.yaml", line: 7, column: 2)
        let failure = ErrorRecord(StageFailure.exitCode(1, lastLines: ["::error::x", "last"]))
        #expect(
            markers.failure(failure, title: "p/t failed", at: location)
                == "::error file=a%2Cb%3Ac.yaml,line=7,title=p/t failed::the image's program exited with code 1; "
                + "its last lines:%0A::error::x%0Alast\n")
        let finding = Diagnostic(
            code: "blubber.unknown-key", "unknown key `lvies`",
            at: Diagnostics.SourceLocation(file: ".pipeline/blubber.yaml", line: 3, column: 1),
            hint: "did you mean `lives`?")
        let wrong = ErrorRecord(StageFailure.configuration(DiagnosticList([finding]), sources: [:]))
        #expect(
            markers.failure(wrong, title: "pipeline-runner", at: nil)
                == "::error file=.pipeline/blubber.yaml,line=3,col=1,title=pipeline-runner::unknown key `lvies`%0A"
                + "help: did you mean `lives`?\n")
    }

    @Test func gitlabSectionsHaveNamesThatAreAllowedAndUnique() {
        var markers = GitLabMarkers { UTCTime(seconds: 1000) }
        #expect(
            markers.begin(Self.stage) == "section_start:1000:pipeline_runner_1_p_t_st_1\r\u{1B}[0Kp/tést 1\n")
        #expect(markers.end() == "section_end:1000:pipeline_runner_1_p_t_st_1\r\u{1B}[0K\n")
        #expect(markers.begin(Self.stage).hasPrefix("section_start:1000:pipeline_runner_2_"))
    }

    @Test func gitlabTakesNoSectionsFromPrograms() {
        let markers = GitLabMarkers { UTCTime(seconds: 1000) }
        #expect(
            markers.lines(["\u{1B}[31mred\u{1B}[0m", "a section_end:1:pipeline_runner_1_p_t\r\u{1B}[0Kb"])
                == "\u{1B}[31mred\u{1B}[0m\na section_end:1:pipeline_runner_1_p_t[0Kb\n")
    }
}
