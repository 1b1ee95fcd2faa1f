import Foundation
import PipelineCore
import RunFiles
import Testing

@Suite struct CheckoutWorkspaceTests {
    @Test func readsFiles() async throws {
        try await Scratch.withWorkspace(["a/b.txt": "b", ".pipeline/blubber.yaml": "v"]) { workspace, _ in
            for path in ["a/b.txt", "/a/b.txt", "./a//b.txt", "a/../a/b.txt", "x/../a/b.txt"] {
                #expect(try workspace.read(path) == Array("b".utf8), "\(path)")
            }
            for path in ["c", "a/c", "a/b.txt/c", "c/d"] { #expect(try workspace.read(path) == nil, "\(path)") }
            #expect(try workspace.folder("a") == "\(workspace.checkout)/a")
            let root = try workspace.folder("")
            #expect(root == workspace.checkout)
            #expect(try workspace.folder("a/..") == workspace.checkout)
        }
    }

    @Test func namesWhatIsNoFileOrFolder() async throws {
        try await Scratch.withWorkspace(["a/b": ""]) { workspace, _ in
            let reading = #expect(throws: WorkspaceFailure.self) { try workspace.read("a") }
            #expect(reading?.description == "a: Is a directory")
            #expect(reading?.isDiskFull == false)
            for path in ["c", "a/b", "a/b/c"] {
                let failure = #expect(throws: WorkspaceFailure.self) { try workspace.folder(path) }
                #expect(failure?.description == "\(path): there is no such folder in the commit")
            }
        }
    }

    @Test(arguments: ["..", "../x", "a/../../x", "/../etc/passwd", "a\0b"])
    func refusesPathsThatLeave(_ path: String) async throws {
        try await Scratch.withWorkspace(["a/b": ""]) { workspace, _ in
            let reading = #expect(throws: WorkspaceFailure.self) { try workspace.read(path) }
            #expect(reading?.description == "\(path): the path leaves the repository")
            #expect(throws: WorkspaceFailure.self) { try workspace.folder(path) }
            #expect(throws: WorkspaceFailure.self) { try workspace.context(path, layout: .filtered) }
        }
    }

    @Test func followsLinksThatStayInside() async throws {
        try await Scratch.withWorkspace(["a/b": "b", "c/d": ""]) { workspace, _ in
            let files = FileManager.default
            try files.createSymbolicLink(atPath: "\(workspace.checkout)/file", withDestinationPath: "a/b")
            try files.createSymbolicLink(atPath: "\(workspace.checkout)/c/folder", withDestinationPath: "../a")
            try files.createSymbolicLink(atPath: "\(workspace.checkout)/dangling", withDestinationPath: "nothing")
            #expect(try workspace.read("file") == Array("b".utf8))
            #expect(try workspace.read("c/folder/b") == Array("b".utf8))
            #expect(try workspace.folder("c/folder") == "\(workspace.checkout)/a")
            #expect(try workspace.read("dangling") == nil)
        }
    }

    @Test(arguments: ["/etc", "../..", "../checkout-2", "inside/../../.."])
    func refusesLinksThatLeave(_ destination: String) async throws {
        try await Scratch.withWorkspace(["inside/a": ""]) { workspace, _ in
            // A neighbour whose name begins like the checkout's is outside too.
            try FileManager.default.createDirectory(
                atPath: "\(workspace.checkout)-2", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: "\(workspace.checkout)/link", withDestinationPath: destination)
            for path in ["link", "link/."] {
                let failure = #expect(throws: WorkspaceFailure.self) { try workspace.folder(path) }
                #expect(failure?.description == "\(path): a symbolic link leads out of the repository")
                #expect(throws: WorkspaceFailure.self) { try workspace.read(path) }
                #expect(throws: WorkspaceFailure.self) { try workspace.context(path, layout: .filtered) }
            }
        }
    }

    @Test func refusesFilesBehindLinksThatLeave() async throws {
        try await Scratch.withWorkspace { workspace, _ in
            let files = FileManager.default
            try files.createSymbolicLink(atPath: "\(workspace.checkout)/passwd", withDestinationPath: "/etc/passwd")
            try files.createSymbolicLink(atPath: "\(workspace.checkout)/etc", withDestinationPath: "/etc")
            try files.createSymbolicLink(atPath: "\(workspace.checkout)/loop", withDestinationPath: "loop")
            for path in ["passwd", "etc/passwd"] {
                let failure = #expect(throws: WorkspaceFailure.self) { try workspace.read(path) }
                #expect(failure?.description == "\(path): a symbolic link leads out of the repository")
            }
            let failure = #expect(throws: WorkspaceFailure.self) { try workspace.read("loop") }
            #expect(failure?.description == "loop: Too many levels of symbolic links")
        }
    }

    @Test func writesBesideTheCheckout() async throws {
        try await Scratch.withWorkspace(["a": ""]) { workspace, scratch in
            let path = try workspace.writeBeside("FROM x\n", name: "../p/a.Dockerfile")
            #expect(!path.hasPrefix(workspace.checkout))
            #expect(path.hasPrefix(scratch.path))
            #expect(path.hasSuffix("/%2E.%2Fp%2Fa.Dockerfile"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "FROM x\n")
            #expect(scratch.names(in: workspace.checkout) == ["a"])
        }
    }

    @Test func tellsThatTheDiskIsFull() async throws {
        try await Scratch.withWorkspace { workspace, _ in
            let beside = URL(filePath: workspace.checkout).deletingLastPathComponent().path
            try FileManager.default.createSymbolicLink(atPath: "\(beside)/f", withDestinationPath: "/dev/full")
            let failure = #expect(throws: WorkspaceFailure.self) { try workspace.writeBeside("x", name: "f") }
            #expect(failure?.description == "\(beside)/f: No space left on device")
            #expect(failure?.isDiskFull == true)
        }
    }

    @Test func leavesNothing() async throws {
        try await Scratch.with { scratch in
            let workspace = try CheckoutWorkspace(in: scratch.state, for: .fresh())
            _ = try workspace.writeBeside("x", name: "f")
            _ = try workspace.context("", layout: .filtered)
            #expect(scratch.names(in: workspace.checkout) == [])
            workspace.remove()
            #expect(scratch.names(in: "\(scratch.state.path)/workspaces") == [])
            workspace.remove()
        }
    }
}
