import BlubberConfig
import Foundation
import PipelineCore
import RunFiles
import Testing

@Suite struct CopiedFilesTests {
    private static let stage = StageID(pipeline: "p", stage: "a")

    /// Writes files into an arrival folder as if they came from a container, and moves them to their place.
    @discardableResult
    private func arrive(
        _ files: [String: String], _ selection: Arrival.Selection, to destination: String, folder: Bool = false,
        stage: StageID = Self.stage, in workspace: CheckoutWorkspace
    ) throws -> PlacedFiles {
        let arrival = try workspace.arrivalFolder()
        for (file, text) in files {
            let url = URL(filePath: "\(arrival)/\(file)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let all = Arrival(folder: arrival, selection: selection, destination: destination, isIntoFolder: folder)
        let placed = try workspace.place(all, in: stage, over: [stage])
        #expect(!FileManager.default.fileExists(atPath: arrival))
        return placed
    }

    private func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    @Test func aFileBecomesItsDestinationOrGoesIntoIt() async throws {
        try await Scratch.withWorkspace(["docs/index": "i", "x": ""]) { workspace, _ in
            let file = ["f": "1"]
            #expect(try arrive(file, .named("f"), to: "new/name", in: workspace).files == ["new/name"])
            // `docs` is a folder of the commit, `new` one of the layer.
            #expect(try arrive(file, .named("f"), to: "docs", in: workspace).path == "docs/f")
            #expect(try arrive(file, .named("f"), to: "new", in: workspace).path == "new/f")
            #expect(try arrive(file, .named("f"), to: "fresh", folder: true, in: workspace).path == "fresh/f")
            #expect(try arrive(file, .named("f"), to: "", in: workspace).path == "f")
            let context = try workspace.context("", layout: ContextLayout(), layers: [Self.stage])
            #expect(text("\(context)/docs/f") == "1")
            #expect(text("\(context)/docs/index") == "i")
            #expect(text("\(context)/new/name") == "1")
            // The commit itself is as it was.
            #expect(text("\(workspace.checkout)/docs/f") == nil)
            let other = try workspace.context("", layout: ContextLayout(), layers: [])
            #expect(other == workspace.checkout)
        }
    }

    @Test func foldersAreJoinedAndLaterFilesWin() async throws {
        try await Scratch.withWorkspace(["site/old": "old", "site/same": "commit"]) { workspace, scratch in
            let second = StageID(pipeline: "p", stage: "b")
            let placed = try arrive(
                ["contents/same": "1", "contents/sub/x": "x"], .contents, to: "site", in: workspace)
            #expect(placed == PlacedFiles(path: "site", files: ["site/same", "site/sub/x"]))
            try arrive(["contents/same": "2"], .contents, to: "site", stage: second, in: workspace)
            let context = try workspace.context("site", layout: ContextLayout(), layers: [Self.stage, second])
            #expect(scratch.names(in: context) == ["old", "same", "sub"])
            #expect(text("\(context)/same") == "2")
            let layout = ContextLayout(ignored: try PathPatterns(["old"]))
            #expect(scratch.names(in: try workspace.context("site", layout: layout, layers: [second])) == ["same"])
            // A folder that is there only because something was copied is a context, too.
            try arrive(["contents/f": ""], .contents, to: "only", in: workspace)
            let only = try workspace.context("only", layout: ContextLayout(), layers: [Self.stage])
            #expect(scratch.names(in: only) == ["f"])
        }
    }

    @Test func patternsKeepThePathsBelowTheirFolder() async throws {
        try await Scratch.withWorkspace { workspace, _ in
            let files = ["contents/a/r.xml": "", "contents/b/r.xml": "", "contents/b/r.txt": ""]
            let pattern = try #require(CopyPattern("/out/*/*.xml"))
            let placed = try arrive(files, .matching(pattern), to: "out", in: workspace)
            #expect(placed.files == ["out/a/r.xml", "out/b/r.xml"])
            let none = try #require(CopyPattern("/out/*.json"))
            let failure = #expect(throws: WorkspaceFailure.self) {
                try arrive(files, .matching(none), to: "out", in: workspace)
            }
            #expect(failure?.description == "/out: nothing in the container matches")
        }
    }

    @Test func linksLeadNowhere() async throws {
        try await Scratch.withWorkspace(["a/b": ""]) { workspace, scratch in
            let outside = "\(scratch.path)/outside"
            try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
            // A folder of the commit that is a link, and one that comes out of a container.
            try FileManager.default.createSymbolicLink(
                atPath: "\(workspace.checkout)/link", withDestinationPath: outside)
            try arrive(["contents/f": "1"], .contents, to: "link", in: workspace)
            let arrival = try workspace.arrivalFolder()
            try FileManager.default.createSymbolicLink(atPath: "\(arrival)/evil", withDestinationPath: outside)
            _ = try workspace.place(
                Arrival(folder: arrival, selection: .named("evil"), destination: "evil", isIntoFolder: false),
                in: Self.stage, over: [])
            let failure = #expect(throws: WorkspaceFailure.self) {
                try arrive(["f": "2"], .named("f"), to: "evil/f", in: workspace)
            }
            #expect(failure?.description == "evil/f: `evil` is a file or a link, and not a folder")
            let context = try workspace.context("", layout: ContextLayout(), layers: [Self.stage])
            #expect(text("\(context)/link/f") == "1")
            #expect(scratch.names(in: outside) == [])
            let kept = await #expect(throws: WorkspaceFailure.self) {
                try await workspace.keep("evil", of: Self.stage)
            }
            #expect(kept?.description == "evil: a symbolic link cannot be kept as an artifact")
        }
    }

    @Test func artifactsStayAfterTheRun() async throws {
        try await Scratch.withWorkspace { workspace, scratch in
            try arrive(["contents/x": "x", "contents/sub/y": "y"], .contents, to: "public", in: workspace)
            try arrive(["log": "l"], .named("log"), to: "logs/log.txt", in: workspace)
            let archive = try await workspace.keep("public", of: Self.stage)
            let file = try await workspace.keep("logs/log.txt", of: Self.stage)
            workspace.remove()
            #expect(archive.hasPrefix("\(scratch.state.path)/runs/"))
            #expect(archive.hasSuffix("/artifacts/p/public.tar.gz"))
            #expect(file.hasSuffix("/artifacts/p/logs/log.txt"))
            #expect(text(file) == "l")
            let listing = Process()
            let output = Pipe()
            listing.executableURL = URL(filePath: "/usr/bin/tar")
            listing.arguments = ["tzf", archive]
            listing.standardOutput = output
            try listing.run()
            let names = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            listing.waitUntilExit()
            #expect(names == "./\n./sub/\n./sub/y\n./x\n")
        }
    }

    @Test func foldersThatNobodyMayEnterAreNoHindrance() async throws {
        try await Scratch.withWorkspace { workspace, _ in
            let arrival = try workspace.arrivalFolder()
            try FileManager.default.createDirectory(
                atPath: "\(arrival)/closed/inner", withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: "\(arrival)/closed/inner/f"))
            chmod("\(arrival)/closed/inner", 0)
            chmod("\(arrival)/closed", 0o500)
            let placed = try workspace.place(
                Arrival(folder: arrival, selection: .named("closed"), destination: "d", isIntoFolder: false),
                in: Self.stage, over: [])
            #expect(placed.files == ["d/inner/f"])
        }
    }
}
