import FoundationEssentials
import PipelineTestSupport
import Testing

/// Copies, exclusions and ignore files: the same image on both engines.
@Suite(.timeLimit(.minutes(10)))
struct BuiltCopiesTests {
    private static let files = [
        "README.md": "r", "docs/a.md": "a", "docs/keep.md": "k", "src/main.c": "m", "src/tests/t.c": "t",
        "src/deep/tests/u.c": "u", "with blank/x": "x",
    ]

    @Test(arguments: TestEngine.allCases)
    func excludedFromTheContext(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            variants:
              app:
                builder: { requirements: [{ from: local, source: src/, destination: one/, exclude: ["**/tests", "*.o"] }] }
                copies: [{ from: local, exclude: [blubber.yaml, "**/*.md", "!docs/keep.md", "/src", "with b*"] }]

            """
        try await withFolder(engine, blubber, Self.files) { folder in
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.folder)/docs/link", withDestinationPath: "../src/main.c")
            try await folder.sandbox.shell("chmod 750 context/docs; chmod 711 context/src/main.c")
            try await folder.build()
            let image = try await folder.contents()
            #expect(
                image.files == [
                    "d 750 65533:65533 srv/app/docs", "f 644 65533:65533 srv/app/docs/keep.md",
                    "l 777 65533:65533 srv/app/docs/link ../src/main.c", "d 755 65533:65533 srv/app/one",
                    "d 755 65533:65533 srv/app/one/deep", "f 711 65533:65533 srv/app/one/main.c",
                ])
        }
    }

    @Test(arguments: TestEngine.allCases)
    func excludedFromVariantsAndImages(engine: TestEngine) async throws {
        let blubber = """
            variants:
              build: { base: BASE, copies: [local] }
              data: { copies: [{ from: build, source: ./, destination: /data, exclude: ["*.yaml", docs, "!docs/a.md"] }] }
              app:
                base: BASE
                copies:
                  - { from: build, source: src, destination: c, exclude: ["**/tests"] }
                  - { from: data, source: data/, destination: d/, exclude: ["?EADME.md", "[w-z]*", "src"] }
                  - { from: BASE, source: /etc, destination: e, exclude: ["*", "!group"] }
                  - { from: build, source: src/main.c, destination: main.c, exclude: [main.c] }

            """
        try await withFolder(engine, blubber, Self.files) { folder in
            try await folder.build()
            let image = try await folder.contents()
            #expect(
                image.files == [
                    "d 755 65533:65533 srv/app/c", "d 755 65533:65533 srv/app/c/deep",
                    "f 644 65533:65533 srv/app/c/main.c", "d 755 65533:65533 srv/app/d",
                    "d 755 65533:65533 srv/app/d/docs", "f 644 65533:65533 srv/app/d/docs/a.md",
                    "d 755 65533:65533 srv/app/e", "f 644 65533:65533 srv/app/e/group",
                    "f 644 65533:65533 srv/app/main.c",
                ])
        }
    }

    /// Of each folder that a wildcard matches the contents are copied, and the patterns apply to it.
    @Test(arguments: TestEngine.allCases)
    func excludedBehindWildcards(engine: TestEngine) async throws {
        let blubber = """
            variants:
              build: { base: BASE, copies: [local] }
              data: { copies: [{ from: build, source: ./, destination: /data }] }
              app:
                base: BASE
                copies:
                  - { from: build, source: "lib/*.d", destination: lib/, exclude: ["*.md", sub/x] }
                  - { from: data, source: "/data/l?b/[x-z]*", destination: data/, exclude: ["[a-n]*"] }
                  - { from: build, source: .config, destination: config/, exclude: [secret] }
                  - { from: build, source: "*.none", destination: ./, exclude: [x] }

            """
        let files = [
            "lib/x.d/in.md": "i", "lib/x.d/in": "i", "lib/y.d/sub/x": "o", "lib/y.d/sub/y": "o", "lib/z": "z",
            "lib/.h.d/hidden": "h", ".config/secret": "s", ".config/open": "o",
        ]
        try await withFolder(engine, blubber, files) { folder in
            try await folder.build()
            let paths = try await folder.contents().files.map { $0.split(separator: " ", maxSplits: 2)[2] }
            #expect(
                paths
                    == [
                        "config", "config/open", "data", "data/sub", "data/sub/x", "data/sub/y", "data/z", "lib",
                        "lib/hidden", "lib/in", "lib/sub", "lib/sub/y",
                    ].map { "65533:65533 srv/app/\($0)" })
        }
    }

    /// Each row: where the ignore file is, what is in it, and what is left for the image.
    @Test(
        arguments: TestEngine.allCases,
        [
            (
                ".dockerignore", "# comment\n*\n!src/**\n**/tests\n!.dockerignore\n",
                [".dockerignore", "src", "src/deep", "src/main.c"]
            ),
            (
                "blubber.yaml.dockerignore", "blubber*\n.dockerignore\ndocs\n!docs/keep.md\nsrc/*/\nwith*\n",
                ["README.md", "docs", "docs/keep.md", "src"]
            ),
        ])
    func ignored(engine: TestEngine, rule: (file: String, text: String, left: [String])) async throws {
        try await withFolder(engine, "base: BASE\nvariants: { app: { copies: [local] } }\n", Self.files) { folder in
            try write("*\n", to: "\(folder.folder)/.dockerignore")
            try write("*\n", to: "\(folder.folder)/.containerignore")
            try write(rule.text, to: "\(folder.folder)/\(rule.file)")
            try await folder.build()
            let paths = try await folder.contents().files.map { $0.split(separator: " ", maxSplits: 3)[3] }
            let expected = rule.file == ".dockerignore" ? rule.left : [".containerignore"] + rule.left
            #expect(paths.map { $0.dropFirst("srv/app/".count) } == expected.map { $0[...] })
        }
    }

    /// A wildcard may match nothing in other variants and images, too.
    @Test(arguments: TestEngine.allCases)
    func ofWildcardsInVariantsAndImages(engine: TestEngine) async throws {
        let blubber = """
            variants:
              build: { base: BASE, copies: [local] }
              data: { copies: [{ from: build, source: src, destination: /data/src }] }
              app:
                base: BASE
                builder: { requirements: [{ from: build, source: "*.none" }, { from: build, source: "*.md" }] }
                copies:
                  - { from: data, source: "/data/*.none", destination: one/ }
                  - { from: data, source: "data/s*/*.c", destination: two/ }
                  - { from: BASE, source: "/etc/*.none", destination: . }
                  - { from: BASE, source: "/etc/grou*", destination: ./ }

            """
        try await withFolder(engine, blubber, Self.files) { folder in
            try await folder.build()
            let files = try await folder.contents().files.map { $0.split(separator: " ", maxSplits: 2)[2] }
            #expect(
                files.filter { !$0.hasSuffix("srv/app/one") } == [
                    "65533:65533 srv/app/README.md", "65533:65533 srv/app/group", "65533:65533 srv/app/two",
                    "65533:65533 srv/app/two/main.c",
                ])
        }
    }

    @Test(arguments: TestEngine.allCases)
    func ofEmptyWildcardsAndOddNames(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            variants:
              app:
                builder: { requirements: ["*.none", "*.t[ox]t", "lib/*.d"] }
                copies:
                  - { from: local, source: "two words", destination: 'it''s "$HOME"' }
                  - { from: local, source: a.txt, destination: é/ }
                  - { from: local, source: "li?", destination: all/ }

            """
        let files = [
            "a.txt": "a", "two words": "2", "lib/x.d/in": "i", "lib/y.d/on": "o", "lib/z": "z",
        ]
        try await withFolder(engine, blubber, files) { folder in
            try await folder.build()
            let image = try await folder.contents()
            #expect(
                image.files.map { $0.split(separator: " ", maxSplits: 2)[2] } == [
                    "65533:65533 srv/app/a.txt", "65533:65533 srv/app/all", "65533:65533 srv/app/all/x.d",
                    "65533:65533 srv/app/all/x.d/in", "65533:65533 srv/app/all/y.d", "65533:65533 srv/app/all/y.d/on",
                    "65533:65533 srv/app/all/z", "65533:65533 srv/app/it's \"$HOME\"", "65533:65533 srv/app/lib",
                    "65533:65533 srv/app/lib/in", "65533:65533 srv/app/lib/on", "65533:65533 srv/app/é",
                    "65533:65533 srv/app/é/a.txt",
                ])
        }
    }

    @Test(arguments: TestEngine.allCases)
    func ontoAnEmptyFileSystem(engine: TestEngine) async throws {
        let blubber = """
            variants:
              build:
                base: BASE
                builder: { requirements: [src/], command: "mkdir out && cp src/main.c out/ && chmod 500 out/main.c" }
              app:
                runs: { environment: { NONE: x } }
                copies: [{ from: build, source: out, destination: /srv/x }, { from: local, source: docs, destination: docs }]
                entrypoint: [/srv/x/main.c]

            """
        try await withFolder(engine, blubber, Self.files) { folder in
            try await folder.build()
            let image = try await folder.contents(base: nil)
            #expect(
                image.files == [
                    "d 755 0:0 docs", "f 644 0:0 docs/a.md", "f 644 0:0 docs/keep.md", "d 755 0:0 srv",
                    "d 755 0:0 srv/x", "f 500 65533:65533 srv/x/main.c",
                ])
            #expect(image.user == "")
            #expect(["", "/"].contains(image.workingDirectory))
            #expect(image.environment == ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"])
            #expect(image.entrypoint == ["/srv/x/main.c"])
            #expect(image.labels["blubber.variant"] == "app")
        }
    }

    @Test(arguments: TestEngine.allCases)
    func betweenVariants(engine: TestEngine) async throws {
        let blubber = """
            base: BASE
            variants:
              lib: { builder: { command: "echo l > /opt/lib/l; mkdir sub; echo s > sub/s; echo x > x" } }
              build: { runs: { in: /srv/app/out }, copies: [{ from: lib, source: sub/, destination: out/ }] }
              app:
                copies:
                  - { from: build }
                  - { from: build, source: s, destination: s2 }
                  - { from: build, source: ../out, destination: /srv/app/again/ }
                  - { from: lib, source: /opt/lib/, destination: /opt/lib }
                  - { from: BASE, source: etc/passwd }

            """
        try await withFolder(engine, blubber) { folder in
            try await folder.build()
            let image = try await folder.contents()
            #expect(
                image.files == [
                    "f 644 65533:65533 opt/lib/l", "d 755 65533:65533 srv/app/again",
                    "f 644 65533:65533 srv/app/again/s",
                    "d 755 65533:65533 srv/app/etc", "f 644 65533:65533 srv/app/etc/passwd",
                    "d 755 65533:65533 srv/app/out", "f 644 65533:65533 srv/app/out/s", "f 644 65533:65533 srv/app/s2",
                ])
        }
    }
}
