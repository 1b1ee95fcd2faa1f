import PipelineTestSupport
import Testing

/// Commands on a tree of images that build nothing.
@Suite(.timeLimit(.minutes(10)))
struct ImagesCommandTests {
    /// `c` on `b` on `a`, `d` alone, and a parent from outside.
    private static func withTree(
        _ body: (ImageTree) async throws -> Void
    ) async throws {
        try await withImageTree(.buildah, registry: "none") { tree in
            try tree.configure(registry: "localhost", "namespace: tree")
            try tree.image("a")
            try tree.image("b", on: "a")
            try tree.image("c", on: "b")
            try tree.define("d", version: "2.0", "FROM docker.io/library/other:1\n")
            try await body(tree)
        }
    }

    @Test func graphs() async throws {
        try await Self.withTree { tree in
            let text = try await tree.images("graph", engine: false)
            #expect(
                text.output == """
                    docker.io/library/other:1
                    └─ d:2.0
                    \(ServiceBase.name)
                    └─ a:1.0-1
                       └─ b:1.0-1
                          └─ c:1.0-1

                    """, "\(text.error)")
            let mermaid = try await tree.images("graph", "--format", "mermaid", "--select", "*/b:*", engine: false)
            #expect(
                mermaid.output == """
                    graph TD
                        n0["\(ServiceBase.name)"]
                        n1["a:1.0-1"]
                        n2["b:1.0-1"]
                        n3["c:1.0-1"]
                        n0 --> n1
                        n1 --> n2
                        n2 --> n3

                    """, "\(mermaid.error)")
            let dot = try await tree.images("graph", "--format", "dot", "--select", "*/d:*", engine: false)
            #expect(
                dot.output == """
                    digraph images {
                        rankdir=LR;
                        node [shape=box];
                        "d" [label="d:2.0"];
                        "docker.io/library/other:1" -> "d";
                    }

                    """, "\(dot.error)")
            let nothing = try await tree.images("graph", "--select", "e", engine: false)
            #expect(nothing.code == 2 && nothing.output == "")
        }
    }

    @Test func whatNobodyIsAskedAboutIsUnknown() async throws {
        try await Self.withTree { tree in
            let list = try await tree.images("list", "--offline", "--json", "--select", "*/[ad]:*")
            #expect(
                list.output == #"[{"label":"localhost/tree/a:1.0-1","name":"a","parents":["\#(ServiceBase.name)"],"#
                    + #""state":"unknown","version":"1.0-1"},{"label":"localhost/tree/d:2.0","name":"d","#
                    + #""parents":["docker.io/library/other:1"],"state":"unknown","version":"2.0"}]"# + "\n",
                "\(list.error)")
            try tree.configure(registry: "127.0.0.1:1")
            try await tree.sandbox.shell("buildah tag \(ServiceBase.name) 127.0.0.1:1/a:1.0-1")
            let down = try await tree.images("list", "--select", "*/[ab]:*")
            #expect(down.error.hasPrefix("warning: cannot ask the registry 127.0.0.1:1: "))
            #expect(
                down.output.contains(#/\na +1\.0-1 +unknown +\S/#) && down.output.contains(#/\nb +1\.0-1 +unknown +-/#))
        }
    }

    @Test func namesOfBuildsThatAreNoReleases() async throws {
        try await Self.withTree { tree in
            let nightly = try await tree.images("build", "--dry-run", "--nightly", "--select", "*/c:*")
            #expect(
                nightly.output.contains(
                    #/^build localhost\/tree\/a:1\.0-1-20\d{6}: `b` needs it\nbuild localhost\/tree\/b:1\.0-1-20\d{6}: `c` needs it\n/#
                ),
                "\(nightly.output)\(nightly.error)")
            let snapshot = try await tree.images("build", "--dry-run", "--snapshot", "--select", "*/a:*")
            #expect(
                snapshot.output.contains(
                    #/^build localhost\/tree\/a:1\.0-1-20\d{6}-\d{6}: 1\.0-1-20\d{6}-\d{6} is neither/#))
            let both = try await tree.images("build", "--nightly", "--snapshot")
            #expect(both.code == 2)
        }
    }

    @Test func pruning() async throws {
        try await Self.withTree { tree in
            try await tree.sandbox.shell(
                """
                for name in a:1.0-1 a:0.9 b:0.9 b:0.8 b:latest e:1 a:1.0-1-20260101; do
                    container=$(buildah from --pull-never \(ServiceBase.name))
                    buildah config --label "name=$name" "$container"
                    buildah commit -q --rm "$container" "localhost/tree/$name"
                done
                """)
            let nightly = try await tree.images("prune", "--dry-run", "--nightly", "20260101", "--select", "*/a:*")
            #expect(nightly.output == "localhost/tree/a:0.9\nlocalhost/tree/a:1.0-1\n", "\(nightly.error)")
            let dry = try await tree.images("prune", "--dry-run")
            #expect(
                dry.output
                    == ["b:0.8", "b:0.9", "b:latest", "a:0.9", "a:1.0-1-20260101"]
                    .map { "localhost/tree/\($0)\n" }.joined(), "\(dry.error)")
            let pruned = try await tree.images("prune", "--select", "*/b:*")
            #expect(pruned.output == ["b:0.8", "b:0.9", "b:latest"].map { "localhost/tree/\($0)\n" }.joined())
            let left = try await tree.sandbox.shell(
                "buildah images --format '{{.Name}}:{{.Tag}}' | grep -F localhost/tree/ | sort | tr '\\n' ' '")
            #expect(
                left
                    == "localhost/tree/a:0.9 localhost/tree/a:1.0-1 localhost/tree/a:1.0-1-20260101 localhost/tree/e:1 "
            )
        }
    }

    /// What a person's own file says comes before the tree's, which wins.
    @Test func aPersonsOwnConfiguration() async throws {
        try await Self.withTree { tree in
            try write("registry: own.example\nseed: mine\n", to: "\(tree.sandbox.folder)/config/docker-pkg.yaml")
            try write("namespace: theirs\nseed: tree\n", to: "\(tree.folder)/config.yaml")
            try tree.define("e", version: "1", "FROM scratch\nLABEL seed={{ seed }}\n")
            let result = try await tree.sandbox.program(
                ["images", "render", "images", "--select", "*/e:*"],
                environment: ["XDG_CONFIG_HOME": "\(tree.sandbox.folder)/config"])
            #expect(result.output == "# own.example/theirs/e:1\nFROM scratch\nLABEL seed=tree\n\n", "\(result.error)")
        }
    }

    /// A test of one's own takes the place of `test.sh`.
    @Test func otherTests() async throws {
        try await withImageTree(.buildah, registry: "none") { tree in
            try tree.configure(
                registry: "''",
                "verify_command: /bin/sh\nverify_args: ['-c', 'echo \"{{}} $0 $1\"', '{image}', '{path}/check']")
            try tree.image("a")
            try tree.image("b")
            try write("", to: "\(tree.folder)/b/check")
            let result = try await tree.images("build", "-v", "--no-publish")
            #expect(result.code == 0, "\(result.error)")
            #expect(result.error.contains("[b] {} b:1.0-1 \(tree.folder)/b/check\n"), "\(result.error)")
            #expect(
                result.error.contains(#/\[a\] done after \S+\n/#)
                    && result.error.contains(#/\[b\] done after \S+, tested\n/#))
            #expect(!result.error.contains("not publishing"))
            try tree.configure(registry: "''", "verify_command: no-such-program")
            try tree.image("c", test: "true")
            let missing = try await tree.images("build")
            #expect(missing.code == 1)
            #expect(
                missing.error.contains("[c] FAILED: there is no program `no-such-program` to test the image with\n"),
                "\(missing.error)")
            #expect(missing.error.contains("not publishing: the configuration names no `registry`\n"))
        }
    }
}
