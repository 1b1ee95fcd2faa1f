import PipelineTestSupport
import Testing

@Suite struct GraphCommandTests {
    private static let config = """
        pipelines:
          release:
            blubberfile: blubber.yaml
            stages:
              - { name: smoke, run: { image: '${image.imageID}' } }
              - name: lint
              - { name: unit, build: test, run: true }
              - { name: image, build: production, publish: { image: true } }
            execution: [ [lint, image], [unit, image, smoke], [unit, smoke] ]
          "a \\"b\\"": { stages: [ { name: x } ] }
        """

    private func graph(_ arguments: String..., config: String? = Self.config, blubber: String? = nil) async throws
        -> TestProgram.Result
    {
        try await withTemporaryFolder { folder in
            if let config { try write(config, to: "\(folder)/.pipeline/config.yaml") }
            if let blubber { try write(blubber, to: "\(folder)/.pipeline/blubber.yaml") }
            return try await TestProgram.run(["graph"] + arguments, environment: [:], in: folder)
        }
    }

    @Test func text() async throws {
        let result = try await graph()
        #expect(
            result.output == """
                release
                  lint   build, run
                  unit   build, run
                  image  build, publish  after lint, unit
                  smoke  run             after image

                a "b"
                  x  build, run

                """)
        #expect(result.error == "" && result.code == 0)
    }

    @Test func mermaid() async throws {
        #expect(
            try await graph("--format", "mermaid", "--pipeline", "a \"b\"").output == """
                graph TD
                    subgraph p0["a #quot;b#quot;"]
                        p0s0["x<br/>build, run"]
                    end

                """)
    }

    @Test func dot() async throws {
        #expect(
            try await graph("--format", "dot", "--pipeline", "release").output == #"""
                digraph pipelines {
                    rankdir=LR;
                    node [shape=box];
                    subgraph cluster_p0 {
                        label="release";
                        p0s1 [label="lint\nbuild, run"];
                        p0s2 [label="unit\nbuild, run"];
                        p0s3 [label="image\nbuild, publish"];
                        p0s0 [label="smoke\nrun"];
                        p0s1 -> p0s3;
                        p0s2 -> p0s3;
                        p0s3 -> p0s0;
                    }
                }

                """#)
    }

    @Test func theConvention() async throws {
        let blubber = "version: v4\nbase: x\nvariants: { test: {}, production: {} }\n"
        #expect(
            try await graph(config: nil, blubber: blubber).output == """
                publish
                  test        build, run
                  production  build, publish  after test

                """)
    }

    @Test func mistakes() async throws {
        let unknown = try await graph("--pipeline", "relaese")
        #expect(
            unknown.error == """
                error: there is no pipeline `relaese` in .pipeline/config.yaml
                  help: did you mean `release`? it has: release, a "b"

                """)
        #expect(unknown.code == 2)
        let broken = try await graph(config: "pipelines: []")
        #expect(broken.error.hasPrefix(".pipeline/config.yaml:1:12: error: `pipelines` must be a map, not a list\n"))
        #expect(broken.code == 2)
        let nothing = try await graph(config: nil)
        #expect(
            nothing.error == """
                error: . has neither .pipeline/config.yaml nor .pipeline/blubber.yaml
                  help: name a repository's folder, or describe the image in .pipeline/blubber.yaml

                """)
    }

    /// A run that a command carried out: its stages have states, whatever the files say today.
    @Test func aPastRun() async throws {
        try await withSandbox(.buildah) { sandbox in
            let config = """
                pipelines:
                  other: { blubberfile: blubber.yaml, stages: [ { name: production, build: production } ] }
                  check:
                    blubberfile: blubber.yaml
                    stages:
                      - { name: image, build: production }
                      - { name: test }
                      - { name: last, build: test }
                    execution: [[image], [test, last]]

                """
            let service = try await ServiceRepository(in: sandbox, config: config, test: "exit 1")
            let run = try await sandbox.run(service, "--pipeline", "check", "--format", "json", "--jobs", "2")
            #expect(run.code == 1)
            try service.write(".pipeline/config.yaml", "pipelines: {}")
            try await service.commit("two")
            let list = try await sandbox.program(["runs", "list"])
            let id = try #require(list.output.split(separator: "\n").last?.split(separator: " ").first.map(String.init))
            let text = try await sandbox.program(["graph", "--run", id], in: service.folder)
            #expect(text.code == 0, "\(text.error)")
            #expect(
                text.output.contains(
                    /^check\n {2}image +passed \d\S+ +build\n {2}test +failed \d\S+ +build, run\n {2}last +skipped +build +after test\n$/
                ),
                "\(text.output)")
            let mermaid = try await sandbox.program(
                ["graph", service.folder, "--run", id, "--format", "mermaid"], in: sandbox.folder)
            #expect(
                mermaid.output.contains(/p0s1\["test<br\/>build, run<br\/>failed \d\S+"\]:::failed\n/),
                "\(mermaid.output)")
            #expect(mermaid.output.contains("    classDef failed fill:#f4a6a6,color:#000\n"))
            let dot = try await sandbox.program(["graph", "--run", id, "--format", "dot"], in: service.folder)
            #expect(
                dot.output.contains(
                    ##"p0s2 [label="last\nbuild\nskipped", style=filled, fillcolor="#e0e0e0"];"##), "\(dot.output)")

            let elsewhere = try await sandbox.program(["graph", "--run", id, sandbox.folder + "/repository/.git/.."])
            #expect(elsewhere.code == 0)
            try await sandbox.shell("git init --quiet empty")
            let foreign = try await sandbox.program(["graph", "empty", "--run", id])
            #expect(
                foreign.code == 2 && foreign.error.hasPrefix("error: the commit of run \(id), "), "\(foreign.error)")
            let none = try await sandbox.program(["graph", "--run", "19990101"], in: service.folder)
            #expect(none.error.hasPrefix("error: cannot find the run 19990101: there is no such run\n"))
        }
    }
}
