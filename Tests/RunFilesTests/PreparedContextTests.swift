import BlubberConfig
import Foundation
import Glibc
import PipelineCore
import RunFiles
import Testing

@Suite struct PreparedContextTests {
    @Test func aPlainContextIsTheFolderItself() async throws {
        try await Scratch.withWorkspace(["api/run": "x"]) { workspace, _ in
            let folder = try workspace.context("api", layout: ContextLayout())
            #expect(folder == "\(workspace.checkout)/api")
        }
    }

    @Test func keepsModesTimesAndLinks() async throws {
        try await Scratch.withWorkspace(["api/run": "#!/bin/sh\n", "api/data/ro": "x", "other": ""]) {
            workspace, scratch in
            let api = "\(workspace.checkout)/api"
            #expect(chmod("\(api)/run", 0o755) == 0)
            #expect(chmod("\(api)/data/ro", 0o440) == 0)
            #expect(symlink("run", "\(api)/relative") == 0)
            #expect(symlink("/nowhere/at/all", "\(api)/absolute") == 0)
            #expect(mkfifo("\(api)/pipe", 0o600) == 0)
            let then = timeval(tv_sec: 1_600_000_000, tv_usec: 0)
            for path in ["run", "relative", "data/ro"] { #expect(lutimes("\(api)/\(path)", [then, then]) == 0) }
            #expect(chmod("\(api)/data", 0o555) == 0)
            #expect(lutimes("\(api)/data", [then, then]) == 0)
            let copy = try workspace.context("api", layout: .filtered)
            #expect(!copy.hasPrefix(workspace.checkout))
            #expect(scratch.names(in: copy) == ["absolute", "data", "relative", "run"])
            let files = FileManager.default
            #expect(try files.destinationOfSymbolicLink(atPath: "\(copy)/relative") == "run")
            #expect(try files.destinationOfSymbolicLink(atPath: "\(copy)/absolute") == "/nowhere/at/all")
            #expect(status("\(copy)/run")?.st_mode == S_IFREG | 0o755)
            #expect(status("\(copy)/data")?.st_mode == S_IFDIR | 0o555)
            #expect(status("\(copy)/data/ro")?.st_mode == S_IFREG | 0o440)
            for path in ["run", "relative", "data/ro", "data"] {
                #expect(status("\(copy)/\(path)")?.st_mtim.tv_sec == 1_600_000_000, "\(path)")
            }
        }
    }

    /// Without links to the same files, what a build does to them would reach nobody; with them nothing is copied.
    @Test(arguments: [true, false]) func sharesFilesIfItMay(sharesFiles: Bool) async throws {
        try await Scratch.withWorkspace(["a": "text"]) { workspace, scratch in
            let target = "\(scratch.path)/made"
            try PreparedContext(of: workspace.checkout, layout: .filtered, sharesFiles: sharesFiles).write(to: target)
            #expect(try String(contentsOfFile: "\(target)/a", encoding: .utf8) == "text")
            let isSame = status("\(target)/a")?.st_ino == status("\(workspace.checkout)/a")?.st_ino
            #expect(isSame == sharesFiles)
        }
    }

    /// git stores any bytes.
    @Test func takesNamesThatAreNotUTF8() async throws {
        try await Scratch.withWorkspace { workspace, scratch in
            let name: [CChar] = Array("\(workspace.checkout)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
            let descriptor = open(name, O_WRONLY | O_CREAT, 0o644)
            try #require(descriptor >= 0)
            close(descriptor)
            let copy = try workspace.context("", layout: .filtered)
            let copied: [CChar] = Array("\(copy)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
            #expect(access(copied, F_OK) == 0)
            workspace.remove()
            #expect(scratch.names(in: "\(scratch.state.path)/workspaces") == [])
        }
    }

    /// Each row: the ignore file's patterns, and what is left.
    @Test(arguments: [
        (
            ["*.md"],
            ["docs", "docs/a.md", "docs/deep", "docs/deep/b.md", "src", "src/main.c", "src/tests", "src/tests/t.c"]
        ),
        (["**/*.md", "src/tests"], ["docs", "docs/deep", "src", "src/main.c"]),
        (["docs", "!docs/deep/b.md", "src"], ["README.md", "docs", "docs/deep", "docs/deep/b.md"]),
        (["*", "!src", "src/*.c"], ["src", "src/tests", "src/tests/t.c"]),
        (["docs/**", "src/**"], ["README.md", "docs", "src"]),
        (["**"], []),
    ])
    func ignores(patterns: [String], left: [String]) async throws {
        try await Scratch.withWorkspace(Self.files) { workspace, _ in
            let layout = ContextLayout(ignored: try PathPatterns(patterns))
            let folder = try workspace.context("", layout: layout)
            #expect(tree(folder) == left)
        }
    }

    @Test func laysOutFoldersForCopies() async throws {
        try await Scratch.withWorkspace(Self.files) { workspace, _ in
            #expect(symlink("src", "\(workspace.checkout)/link") == 0)
            #expect(symlink("/etc", "\(workspace.checkout)/outside") == 0)
            let text = """
                version: v4
                base: a
                variants:
                  app:
                    copies:
                      - { from: local, source: link, exclude: [main.c] }
                      - { from: local, source: "d*", exclude: [deep] }
                      - { from: local, source: outside, exclude: [x] }
                      - { from: local, source: nothing, exclude: [x] }
                      - { from: local, source: README.md, exclude: [README.md] }
                      - { from: local, source: src }
                    builder: { requirements: ["*.nope"] }
                """
            let compiled = try BlubberConfiguration.parse(text.utf8, file: "b.yaml").plan(for: "app")
                .compiled(DockerfileOptions(dialect: .portable))
            let layout = ContextLayout(ignored: try PathPatterns(["**/t.c"]), folders: compiled.folders)
            let names = Dictionary(uniqueKeysWithValues: compiled.folders.map { ($0.source ?? "", $0.name) })
            let folder = try workspace.context("", layout: layout)
            #expect(tree("\(folder)/\(names["link"] ?? "")") == ["link", "link/tests"])
            #expect(tree("\(folder)/\(names["d*"] ?? "")") == ["docs", "docs/a.md"])
            #expect(tree("\(folder)/\(names["outside"] ?? "")") == [])
            #expect(tree("\(folder)/\(names["nothing"] ?? "")") == [])
            #expect(tree("\(folder)/\(names["README.md"] ?? "")") == ["README.md"])
            #expect(tree("\(folder)/\(names[""] ?? "")") == [])
            let whole = tree("\(folder)/\(names["."] ?? "")")
            #expect(
                whole == [
                    "README.md", "docs", "docs/a.md", "docs/deep", "docs/deep/b.md", "link", "outside", "src",
                    "src/main.c", "src/tests",
                ])
        }
    }

    @Test func saysWhatCannotBeRead() async throws {
        try await Scratch.with { scratch in
            let failure = #expect(throws: WorkspaceFailure.self) {
                try PreparedContext(of: "\(scratch.path)/no", layout: .filtered, sharesFiles: true)
                    .write(to: "\(scratch.path)/made")
            }
            #expect(failure?.description == "\(scratch.path)/no: No such file or directory")
        }
    }

    private static let files = [
        "README.md": "", "docs/a.md": "", "docs/deep/b.md": "", "src/main.c": "", "src/tests/t.c": "",
    ]

    private func status(_ path: String) -> stat? {
        var info = stat()
        return lstat(path, &info) == 0 ? info : nil
    }

    private func tree(_ folder: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).sorted()
    }
}

extension ContextLayout {
    /// Leaves out nothing that a test has, but cannot be the folder itself.
    static var filtered: ContextLayout {
        ContextLayout(ignored: (try? PathPatterns(["no such file"])) ?? PathPatterns())
    }
}
