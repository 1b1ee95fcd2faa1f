import BlubberConfig
import Diagnostics
import Testing

@Suite struct PlanTests {
    private func plan(_ text: String, _ variant: String = "app") throws -> BuildPlan {
        try BlubberConfiguration.parse("version: v4\n\(text)".utf8, file: "b.yaml").plan(for: variant)
    }

    private func dockerfile(_ text: String, _ dialect: DockerfileDialect = .portable) throws -> [Substring] {
        try plan(text).dockerfile(DockerfileOptions(dialect: dialect)).split(separator: "\n")
    }

    @Test func imagesWithTheirFirstMention() throws {
        let plan = try plan(
            """
            base: registry.example.org/base:1
            variants:
              prep: {}
              app:
                copies: [{ from: prep }, { from: registry.example.org/tool, source: x }]
                builder: { command: make, mounts: [registry.example.org/data, registry.example.org/tool] }
            """)
        #expect(
            plan.baseImages.map { "\($0.location): \($0.reference)" } == [
                "b.yaml:2:7: registry.example.org/base:1",
                "b.yaml:7:40: registry.example.org/data",
                "b.yaml:7:67: registry.example.org/tool",
            ])
        #expect(plan.stages.map(\.name) == ["prep", "app"])
        #expect(plan.targetStage == "app")
    }

    @Test func contextPathsOfEachInstruction() throws {
        let plan = try plan(
            """
            base: a
            variants:
              prep: { copies: [local] }
              app:
                copies:
                  - { from: local, source: ./src//x/, destination: z }
                  - { from: local, exclude: ["*.md"] }
                  - { from: prep }
                builder: { requirements: [Makefile, lib/, Makefile2], command: make, mounts: [{ from: local, source: t }] }
            """)
        #expect(
            plan.contextPaths == [
                ContextInput(path: "."), ContextInput(path: "Makefile"), ContextInput(path: "Makefile2"),
                ContextInput(path: "lib"), ContextInput(path: "t"), ContextInput(path: "src/x"),
                ContextInput(path: ".", exclude: ["*.md"]),
            ])
        #expect(plan.stages[0].contextInputs == [ContextInput(path: ".")])
    }

    @Test func finalStage() throws {
        let plan = try plan("base: a\nruns: { in: /srv/run/ }\nvariants: { app: { entrypoint: [x] } }")
        let last = try #require(plan.stages.last)
        #expect(last.entrypoint == ["x"])
        #expect(last.workingDirectory == "/srv/run")
        #expect(try self.plan("base: a\nvariants: { app: {} }").stages.last?.entrypoint == nil)
        #expect(last.base?.location == SourceLocation(file: "b.yaml", line: 2, column: 7))
    }

    /// Each row: the fields of an entry, then the paths of its `COPY`.
    @Test(arguments: [
        ("source: .", "./", "."), ("source: a//", "a/", "a//"), ("source: ./c", "c", "./"),
        ("source: Makefile", "Makefile", "./"), ("source: a/b", "a/b", "a/"), ("source: vendor/", "vendor/", "vendor/"),
        ("source: ''", "./", "./"), ("exclude: []", "./", "./"), ("source: a, destination: b", "a", "b"),
        ("source: a/, destination: b", "a/", "b/"), ("source: a, destination: b//c/", "a", "b/c/"),
        ("source: a, destination: .", "a", "./"), ("source: a, destination: /", "a", "/"),
        ("source: a/, destination: /x", "a/", "/x/"), ("source: ./, destination: ./d/../e", "./", "e/"),
    ])
    func requirementPaths(_ entry: String, source: String, destination: String) throws {
        let lines = try dockerfile(
            "base: a\nvariants: { app: { builder: { requirements: [{ from: local, \(entry) }] } } }")
        let copy = lines.first { $0.hasPrefix("COPY") }
        #expect(copy == "COPY --chown=$LIVES_UID:$LIVES_GID [\"\(source)\", \"\(destination)\"]")
    }

    @Test(arguments: [
        ("requirements.txt", "requirements.txt"), ("docs/r.txt", "docs/r.txt"), ("docs/", "docs/"),
        ("{ from: local, source: a/b.txt, destination: c/ }", "c/b.txt"),
        ("{ from: local, source: a/b.txt, destination: . }", "b.txt"),
        ("{ from: local, source: a/b.txt, destination: c }", "c"),
        ("{ from: local, source: a/b.txt, destination: /c/d.txt }", "/c/d.txt"),
    ])
    func filesOfPip(_ requirement: String, expected: String) throws {
        let lines = try dockerfile(
            "base: a\nvariants: { app: { python: { version: python3, requirements: [\(requirement)] } } }")
        #expect(lines.contains("RUN python3 \"-m\" \"pip\" \"install\" \"-r\" \"\(expected)\""))
    }

    @Test(arguments: [
        ("make all", "RUN make all"), ("\"a\\\\b\"", #"RUN ["/bin/sh", "-c", "a\\b"]"#),
        ("\"one\\ntwo\"", #"RUN ["/bin/sh", "-c", "one\ntwo"]"#), ("'- x'", #"RUN ["/bin/sh", "-c", "- x"]"#),
        ("'# x'", ##"RUN ["/bin/sh", "-c", "# x"]"##), ("'cat <<X'", #"RUN ["/bin/sh", "-c", "cat <<X"]"#),
        ("[make, a b, $X, é]", "RUN make \"a b\" \"$X\" \"é\""),
        (#"[make, "q\"b\\t\n"]"#, #"RUN ["/bin/sh", "-c", "make \"q\\\"b\\\\t\\n\""]"#),
        (#"[make, "\e"]"#, #"RUN ["/bin/sh", "-c", "make \"\\x1b\""]"#),
    ])
    func commands(_ command: String, expected: String) throws {
        let lines = try dockerfile("base: a\nvariants: { app: { builder: { command: \(command) } } }")
        #expect(lines.contains(Substring(expected)))
    }

    @Test func whatNoDockerfileCanExpress() throws {
        let plan = try plan(
            """
            base: a
            arguments: { FINE: "a\\nb" }
            runs: { environment: { TEXT: "a\\nb", OPEN: "${X" } }
            variants:
              app:
                builder: { command: x, caches: ["$OTHER/x"] }
            """)
        let failure = #expect(throws: DiagnosticList.self) {
            try plan.dockerfile(DockerfileOptions(dialect: .portable))
        }
        #expect(
            failure?.description == """
                b.yaml:3:20: error: the value of `FINE` has more than one line, which no Dockerfile can express
                b.yaml:4:30: error: the value of `TEXT` has more than one line, which no Dockerfile can express
                b.yaml:4:44: error: the value of `OPEN` has a `${` that is not closed
                b.yaml:7:37: error: what `$OTHER/x` stands for is known only during the build, and this engine cannot fill it in
                """)
    }

    @Test func syntaxLineOnlyWhereItIsNeeded() throws {
        let text = "base: a\nvariants: { app: {} }"
        #expect(try dockerfile(text, .buildkit).first == "# syntax=docker/dockerfile:1.19")
        var hereDocuments = DockerfileDialect.portable
        hereDocuments.hereDocuments = true
        #expect(try dockerfile(text, hereDocuments).first == "FROM a AS app")
    }

    @Test func stagesCannotBeTakenForImages() throws {
        let plan = try plan("base: tool\nvariants: { tool: {}, Tool: {}, app: { copies: [tool, Tool] } }")
        #expect(plan.stages.map(\.name) == ["tool-stage2", "tool-stage", "app"])
        #expect(plan.stages.map(\.variant) == ["tool", "Tool", "app"])
    }
}
