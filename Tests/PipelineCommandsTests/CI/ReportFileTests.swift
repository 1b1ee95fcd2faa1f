import OCI
import Testing

@testable import PipelineCommands
@testable import PipelineCore

struct ReportFileTests {
    private static func report(_ stages: [StageResult], images: [PublishedImage] = []) -> RunReport {
        var report = RunReport(run: "20261124-1")
        (report.project, report.commit, report.log) = ("team/<w>", "0123456789abcdef", "/logs/a & b")
        let state = stages.contains { $0.state == .failed } ? RunState.failed : .passed
        var stages = stages
        if !images.isEmpty { stages[stages.count - 1].outcome.images = images }
        report.add(RunResult(state: state, stages: stages))
        return report
    }

    private static func stage(_ name: String, _ state: RunState, _ failure: StageFailure? = nil) -> StageResult {
        StageResult(
            id: StageID(pipeline: "test", stage: name), state: state,
            duration: state == .skipped ? .zero : .milliseconds(1500), failure: failure)
    }

    private static let failed = report([
        stage("lint", .passed), stage("unit", .failed, .exitCode(2, lastLines: ["</a> ]]> \u{1B}[1m\"", "```"])),
        stage("later", .skipped),
    ])

    private static func image() throws -> PublishedImage {
        let digest = try #require(Digest("sha256:" + String(repeating: "ab", count: 32)))
        return PublishedImage(
            name: "team-w", tags: ["1-production", "v1"], digest: digest,
            reference: "registry.example.org/prod/team-w:1-production")
    }

    @Test func junitHasATestCaseAStage() {
        #expect(
            JUnitReport(Self.failed).text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="team/&lt;w&gt;" tests="3" failures="1" errors="0" skipped="1" time="3.0">
                  <testsuite name="test" tests="3" failures="1" errors="0" skipped="1" time="3.0">
                    <properties>
                      <property name="run" value="20261124-1"/>
                      <property name="commit" value="0123456789abcdef"/>
                      <property name="log" value="/logs/a &amp; b"/>
                    </properties>
                    <testcase classname="test" name="lint" time="1.5"/>
                    <testcase classname="test" name="unit" time="1.5">
                      <failure message="the image's program exited with code 2; its last lines:" type="pipelineFailed">\
                the image's program exited with code 2; its last lines:
                  &lt;/a&gt; ]]&gt; [1m"
                  ```</failure>
                    </testcase>
                    <testcase classname="test" name="later" time="0.0">
                      <skipped/>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test func junitTellsWhyNothingWasRun() {
        var report = RunReport(run: nil)
        report.error = ErrorRecord(CommandExit(.unfitEnvironment, "error: no engine\n  help: install \"buildah\""))
        #expect(
            JUnitReport(report).text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="pipeline-runner" tests="1" failures="0" errors="1" skipped="0" time="0.0">
                  <testsuite name="run" tests="1" failures="0" errors="1" skipped="0" time="0.0">
                    <properties>
                    </properties>
                    <testcase classname="run" name="run" time="0.0">
                      <error message="no engine" type="unfitEnvironment">error: no engine
                  help: install "buildah"</error>
                    </testcase>
                  </testsuite>
                </testsuites>

                """)
    }

    @Test func dotenvHasWhatLaterJobsNeed() throws {
        let report = Self.report([Self.stage("a", .passed)], images: [try Self.image()])
        #expect(
            JobOutputs(report).dotenv == """
                RUN_STATE=passed
                RUN_ID=20261124-1
                RUN_COMMIT=0123456789abcdef
                IMAGE_NAME=team-w
                IMAGE_TAG=1-production
                IMAGE_DIGEST=sha256:\(String(repeating: "ab", count: 32))
                IMAGE_REFERENCE=registry.example.org/prod/team-w:1-production
                IMAGE_TAGS=1-production,v1
                IMAGE_REFERENCES=registry.example.org/prod/team-w:1-production

                """)
        #expect(JobOutputs(Self.failed).dotenv == "RUN_STATE=failed\nRUN_ID=20261124-1\nRUN_COMMIT=0123456789abcdef\n")
    }

    @Test func outputsEndAtADelimiterOfTheirOwn() throws {
        let report = Self.report([Self.stage("a", .passed)], images: [try Self.image()])
        let text = JobOutputs(report).github
        let values = text.matches(of: /(\w+)<<(end-[0-9a-z]+)\n((?s).*?)\n(end-[0-9a-z]+)\n/)
        #expect(values.allSatisfy { $0.2 == $0.4 })
        #expect(Set(values.map { String($0.2) }).count == values.count)
        #expect(values.map { String($0.0) }.joined() == text)
        let byName = Dictionary(uniqueKeysWithValues: values.map { (String($0.1), String($0.3)) })
        #expect(byName["state"] == "passed")
        #expect(byName["tags"] == "1-production\nv1")
        #expect(byName["reference"] == "registry.example.org/prod/team-w:1-production")
        #expect(byName["images"]?.hasPrefix(#"[{"digest":"sha256:abab"#) == true)
    }

    @Test func summaryShowsStagesAndLastLines() {
        #expect(
            JobSummary(Self.failed).text == """
                ### ❌ team/&lt;w&gt; at `0123456789ab`: failed

                | Pipeline | Stage | Result | Time |
                |---|---|---|---:|
                | test | lint | ✅ passed | 1.5s |
                | test | unit | ❌ failed | 1.5s |
                | test | later | ⏭️ skipped |  |

                <details open><summary>test/unit: the image's program exited with code 2; its last lines:</summary>

                ````text
                the image's program exited with code 2; its last lines:
                  </a> ]]> [1m"
                  ```
                ````

                </details>


                """)
    }
}
