import Diagnostics
import PipelineCore
import Testing

/// What `config.yaml` refers to, against a repository with two Blubber files and the folder `services/api`.
@Suite struct RepositoryCheckTests {
    private func findings(_ yaml: String) throws -> String {
        let pipelines = try PipelineConfiguration.parse(yaml.utf8, file: "config.yaml").pipelines
        let check = RepositoryCheck(
            blubberFile: { path in
                switch path {
                case "blubber.yaml": .variants(["test", "production"])
                case "broken.yaml": .unusable
                default: .missing
                }
            }, isFolder: { ["services", "services/api"].contains($0) })
        return DiagnosticRenderer(sources: ["config.yaml": yaml]).render(check.findings(of: pipelines))
    }

    @Test func whatIsThereIsFine() throws {
        let text = try findings(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                directory: services/
                stages:
                  - name: test
                  - { name: b, build: { variant: production, context: api } }
                  - { name: c, build: '${b.x|d}' }
                  - { name: d, build: whatever, blubberfile: broken.yaml }
                  - { name: e, build: { context: '${setup.branch}' }, blubberfile: '${setup.project}.yaml' }
                  - { name: f, run: { image: '${b.imageID}' } }
            """)
        #expect(text == "")
    }

    @Test func variantsFilesAndFoldersThatAreNotThere() throws {
        let text = try findings(
            """
            pipelines:
              p:
                blubberfile: blubber.yaml
                directory: servces
                stages:
                  - name: tset
                  - { name: b, build: prodction }
                  - { name: c, build: { context: x }, blubberfile: other.yaml }
              q:
                stages: [name: test]
              r:
                blubberfile: blubber.yaml
                directory: services
                stages:
                  - { name: a, build: { variant: test, context: ./nothing } }
            """)
        #expect(
            text == """
                config.yaml:4:16: error: the repository has no folder `servces`
                 4 |     directory: servces
                   |                ^~~~~~~
                  help: `directory` is relative to the repository's root
                config.yaml:6:15: error: .pipeline/blubber.yaml has no variant `tset`
                 6 |       - name: tset
                   |               ^~~~
                  note: the variants are test, production
                  help: did you mean `test`?
                config.yaml:7:27: error: .pipeline/blubber.yaml has no variant `prodction`
                 7 |       - { name: b, build: prodction }
                   |                           ^~~~~~~~~
                  note: the variants are test, production
                  help: did you mean `production`?
                config.yaml:8:56: error: there is no .pipeline/other.yaml
                 8 |       - { name: c, build: { context: x }, blubberfile: other.yaml }
                   |                                                        ^~~~~~~~~~
                  help: say which file with `blubberfile: blubber.yaml`, relative to .pipeline
                config.yaml:10:20: error: there is no .pipeline/q/blubber.yaml
                 10 |     stages: [name: test]
                    |                    ^~~~
                  help: say which file with `blubberfile: blubber.yaml`, relative to .pipeline
                config.yaml:15:53: error: the repository has no folder `services/nothing`
                 15 |       - { name: a, build: { variant: test, context: ./nothing } }
                    |                                                     ^~~~~~~~~
                  help: `context` is relative to the pipeline's `directory`

                """)
    }

    @Test func inlineDocumentsAreCheckedWhereTheyStand() throws {
        let text = try findings(
            """
            pipelines:
              p:
                blubberfile:
                  version: v4
                  bsae: x
                  variants: { test: {} }
                stages:
                  - name: test
              q:
                blubberfile: { version: v4, base: x, variants: { tset: {} } }
                stages:
                  - name: test
              r:
                blubberfile: { version: v4, base: '${setup.project}', variants: { other: {} } }
                stages: [ { name: test } ]
            """)
        #expect(
            text == """
                config.yaml:5:7: error: unknown key `bsae` in the configuration
                 5 |       bsae: x
                   |       ^~~~
                  note: allowed here: version, variants, base, arguments, apt, builders, node, php, python, builder, lives, \
                runs, entrypoint
                  help: did you mean `base`?
                config.yaml:12:15: error: the inline `blubberfile` has no variant `test`
                 12 |       - name: test
                    |               ^~~~
                  note: the variants are tset
                  help: did you mean `tset`?

                """)
    }
}
