import PipelineTestSupport
import Testing

/// What the program of a `run` step finds around it.
@Suite(.timeLimit(.minutes(10)))
struct ContainerSurroundingsTests {
    private static let config = """
        pipelines:
          check:
            blubberfile: blubber.yaml
            stages:
              - name: unit
                build: test
                run: { env: { TOKEN: plain, OTHER: plain }, credentials: [{ id: token, name: TOKEN }] }

        """

    private static let test = """
        echo "TOKEN has ${#TOKEN} characters, OTHER has ${#OTHER}"
        if read -r line; then echo "it read: $line"; else echo it reads nothing; fi
        for descriptor in 0 1 2; do [ ! -t $descriptor ] || echo "a terminal at $descriptor"; done
        """

    /// The runner itself has a terminal, and input waits there.
    @Test(arguments: TestEngine.allCases)
    func credentialsWinAndNothingOfTheTerminalIsThere(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            try write(
                "credentials: {token: {kind: string, value: {env: TEST_TOKEN}, repositories: ['it/*']}}\n",
                to: "\(sandbox.folder)/home/.config/pipeline-runner/pipeline-runner.yaml")
            let service = try await ServiceRepository(in: sandbox, config: Self.config, test: Self.test)
            let words = "\(TestProgram.path) run --engine \(engine) --format plain --timeout 2m"
            let screen = try await sandbox.shell(
                """
                export TEST_TOKEN=a-secret-of-many-letters TERM=xterm
                echo from outside | script --quiet --return --command '\(words)' /dev/null
                """, in: service.folder)
            #expect(screen.contains("[check/unit] TOKEN has 24 characters, OTHER has 5"), "\(screen)")
            #expect(screen.contains("[check/unit] it reads nothing"), "\(screen)")
            #expect(!screen.contains("it read:") && !screen.contains("a terminal at"), "\(screen)")
        }
    }
}
