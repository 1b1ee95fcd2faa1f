import PipelineTestSupport
import Testing

/// The name by which a later stage stands on an image that a stage has built.
@Suite(.timeLimit(.minutes(10)))
struct LocalNameTests {
    private static func blubber(copying word: String) -> String {
        """
        version: v4
        base: \(ServiceBase.name)
        lives: { in: /srv/app }
        variants:
          production:
            copies: [{ from: local, source: \(word), destination: ./word }]
            entrypoint: [cat, word]

        """
    }

    private static let config = """
        pipelines:
          words:
            stages:
              - { name: one, blubberfile: one.yaml, build: production }
              - { name: two, blubberfile: two.yaml, build: production }
              - name: top
                blubberfile:
                  version: v4
                  base: '${one.imageLocalName}'
                  lives: { in: /srv/app }
                  variants: { top: { entrypoint: [cat, word] } }
                build: top
                run: true

        """

    @Test(arguments: TestEngine.allCases)
    func itStaysWithItsImageWhenAnotherOfTheSameVariantIsBuilt(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox, config: Self.config,
                files: [
                    ".pipeline/one.yaml": Self.blubber(copying: "one"), "one": "the first\n",
                    ".pipeline/two.yaml": Self.blubber(copying: "two"), "two": "the second\n",
                ])
            for _ in 1...2 {
                let result = try await sandbox.run(repository, "--format", "plain")
                #expect(result.code == 0, "\(result.error)")
                #expect(result.errorLines.contains("[words/top] the first"), "\(result.error)")
                try await sandbox.expectNothingLeft()
            }
        }
    }
}
