import Testing

@testable import PipelineCommands

@Suite struct UsageErrorTests {
    @Test func wordsAreOurs() {
        let text = """
            Error: Missing value for '--tag <tag>'
            Help:  --tag <tag>  A tag that the published image gets, too.
            Usage: pipeline-runner run [<options>] [<repo>]
              See 'pipeline-runner run --help' for more information.
            """
        #expect(
            UsageError.text(text) == """
                error: missing value for '--tag <tag>'
                  note: --tag <tag>  A tag that the published image gets, too.
                  usage: pipeline-runner run [<options>] [<repo>]
                  help: `pipeline-runner run --help` explains it
                """)
    }

    @Test func misspeltCommandsGetASuggestion() {
        #expect(
            UsageError.text("Error: Unexpected argument 'valdate'")
                == "error: unexpected argument 'valdate'\n  help: did you mean `validate`?")
        #expect(UsageError.text("Error: Unexpected argument 'xyzzy'") == "error: unexpected argument 'xyzzy'")
        #expect(
            UsageError.text("Error: --state needs the name of a folder") == "error: --state needs the name of a folder")
    }
}
