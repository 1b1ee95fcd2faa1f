import CommandRunner
import FoundationEssentials
import PipelineTestSupport
import Testing

/// The commands about trees of images that only read and write files.
struct ImageTreeFileTests {
    private struct Tree {
        let folder: String

        func file(_ path: String, _ text: String) throws { try write(text, to: "\(folder)/\(path)") }

        func image(_ name: String, version: String = "1.0", on parent: String? = nil, test: String? = nil) throws {
            try file(
                "images/\(name)/Dockerfile.template",
                "FROM \(parent.map { "{{ '\($0)' | image_tag }}" } ?? "scratch")\n")
            try file("images/\(name)/changelog", Self.changelog(name, version))
            if let parent { try file("images/\(name)/control", "Depends: \(parent)\n") }
            if let test { try file("images/\(name)/test.sh", test) }
        }

        static func changelog(_ name: String, _ version: String) -> String {
            "\(name) (\(version)) x; urgency=low\n\n  * a\n\n -- A <a@b>  Mon, 23 Nov 2026 19:00:34 +0000\n"
        }

        func run(_ arguments: String..., variables: [String: String] = [:]) async throws -> TestProgram.Result {
            try await TestProgram.run(
                ["images"] + arguments,
                environment: TestEnvironment.variables.merging(["XDG_CONFIG_HOME": "\(folder)/home"]) { $1 }.merging(
                    variables
                ) { $1 }, in: folder)
        }
    }

    private func withTree(_ body: (Tree) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let tree = Tree(folder: folder)
            try tree.file("config.yaml", "")
            try await body(tree)
        }
    }

    /// A file on which another one is mounted cannot be replaced; by then the first changelog has been.
    @Test func anUpdateThatFailsHalfWayIsTakenBack() async throws {
        try await withTree { tree in
            try tree.image("a")
            try tree.image("b", on: "a")
            var command = Command(
                "unshare",
                [
                    "--map-root-user", "--mount", "sh", "-c",
                    "mount --bind images/b/changelog images/b/changelog && exec \"$0\" images update a images",
                    TestProgram.path,
                ])
            command.workingDirectory = tree.folder
            let result = try await CommandRunner(environment: TestEnvironment.variables).capture(command)
            #expect(
                result.standardError == """
                    error: cannot replace \(tree.folder)/images/b/changelog
                      Device or resource busy; no changelog was changed

                    """)
            #expect(result.status.code == 2)
            for name in ["a", "b"] {
                #expect(try read("\(tree.folder)/images/\(name)/changelog") == Tree.changelog(name, "1.0"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(tree.folder)/images/a").count == 2)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(tree.folder)/images/b").count == 3)
        }
    }

    @Test func aVersionThatIsNoTagIsRefusedWithoutWritingToo() async throws {
        try await withTree { tree in
            try tree.image("a")
            let result = try await tree.run("update", "--dry-run", "--version", "1:4.0", "a", "images")
            #expect(result.code == 2)
            #expect(result.error.hasPrefix("images/a/changelog:1:4: error: `1:4.0` cannot be the tag of an image\n"))
            #expect(result.output == "")
        }
    }

    @Test func emptyValuesAreNone() async throws {
        try await withTree { tree in
            try tree.image("a")
            let result = try await tree.run(
                "update", "--dry-run", "--reason", "", "a", "images",
                variables: ["DEBFULLNAME": "", "DEBEMAIL": "", "GIT_CONFIG_GLOBAL": "/dev/null"])
            #expect(result.error == "")
            #expect(result.output.contains("\n\n   Security update\n\n -- Author <email@domain>  "))
        }
    }

    @Test func noMessageShowsThePassword() async throws {
        try await withTree { tree in
            try tree.image("a")
            for configuration in [
                "username: u\npassword: [hunter2]\n", "username: u\npassword: {a: hunter2}\n",
                "password: @hunter2\n", "password: *hunter2\n", "password: a: hunter2\n", "password: \"hunter2\n",
                "pasword: hunter2\nregistry: null\n", "password: hunter2\npassword: hunter2\nregistry: null\n",
            ] {
                try tree.file("config.yaml", configuration)
                let result = try await tree.run("render", "images")
                #expect(result.code == 2, "\(configuration)")
                #expect(result.error.contains("config.yaml:"))
                #expect(!result.error.contains("hunter2"), "\(result.error)")
            }
            try tree.file("config.yaml", "username: 1\npassword: 12345678\n")
            let result = try await tree.run("render", "images")
            #expect(result.code == 0)
            #expect(result.error == "")
        }
    }

    @Test func aWrongRegistryIsOneMistake() async throws {
        try await withTree { tree in
            for name in ["a", "b", "c"] { try tree.image(name) }
            try tree.file("config.yaml", "registry: https://r.example\n")
            let result = try await tree.run("render", "images")
            #expect(result.code == 2)
            #expect(
                result.error == """
                    config.yaml:1:11: error: registry cannot be a part of the names of images: `https:` is not a registry host
                     1 | registry: https://r.example
                       |           ^~~~~~~~~~~~~~~~~
                      help: write it as `r.example`

                    """)
        }
    }

    /// What docker-pkg reads and this program does not is a difference, too.
    @Test func importChecksOfTreesThatCannotBeRead() async throws {
        try await withTree { tree in
            try tree.image("a")
            try tree.file("images/a/Dockerfile.template", "{% macro x() %}{% endmacro %}")
            let macro = try await tree.run("import-check", "images")
            #expect(macro.code == 1)
            #expect(macro.error.hasPrefix("images/a/Dockerfile.template:1:4: error: "))
            #expect(try await tree.run("render", "images").code == 2)
            try tree.image("a", version: "1:4.0+x")
            #expect(try await tree.run("import-check", "images").code == 1)
            try tree.image("a")
            let good = try await tree.run("import-check", "images")
            #expect(good.code == 0)
            #expect(good.output == "images: 1 images, nothing differs\n")
            #expect(try await tree.run("import-check", "nothing").code == 2)
            #expect(try await tree.run("import-check", "-c", "nothing.yaml", "images").code == 2)
        }
    }

    @Test func templatesAreUTF8() async throws {
        try await withTree { tree in
            try tree.image("a")
            let path = URL(filePath: "\(tree.folder)/images/a/Dockerfile.template")
            try Data(Array("FROM scratch\n# \u{FFFD} J".utf8) + [0xFC] + Array("rgen\n".utf8)).write(to: path)
            for (command, code) in [("render", Int32(2)), ("import-check", 1)] {
                let result = try await tree.run(command, "images")
                #expect(result.code == code)
                #expect(result.error.hasPrefix("images/a/Dockerfile.template:2:3: error: the template is not UTF-8\n"))
            }
            try tree.file("images/a/Dockerfile.template", "FROM scratch\n# \u{FFFD}\n")
            #expect(try await tree.run("render", "images").error == "")
            let changelog = URL(filePath: "\(tree.folder)/images/a/changelog")
            try Data(Array(Tree.changelog("a", "1").utf8) + [0xFC]).write(to: changelog)
            let result = try await tree.run("import-check", "images")
            #expect(
                result.error.hasPrefix(
                    "images/a/changelog:6:1: warning: the changelog is not UTF-8: docker-pkg refuses it"))
            #expect(result.code == 0)
        }
    }
}
