import Foundation
import Glibc
import RunFiles
import Testing

@Suite struct PrivateCopyTests {
    @Test func copiesAFolderAsItIs() async throws {
        try await Scratch.withWorkspace(["api/run": "#!/bin/sh\n", "api/data/ro": "x", "other": ""]) {
            workspace, scratch in
            let api = "\(workspace.checkout)/api"
            #expect(chmod("\(api)/run", 0o755) == 0)
            #expect(chmod("\(api)/data/ro", 0o440) == 0)
            #expect(symlink("run", "\(api)/relative") == 0)
            #expect(symlink("/nowhere/at/all", "\(api)/absolute") == 0)
            #expect(symlink("data", "\(api)/folder") == 0)
            let copy = try workspace.privateCopy(ofFolder: "api")
            #expect(!copy.hasPrefix(workspace.checkout))
            #expect(scratch.names(in: copy) == ["absolute", "data", "folder", "relative", "run"])
            let files = FileManager.default
            #expect(try files.destinationOfSymbolicLink(atPath: "\(copy)/relative") == "run")
            #expect(try files.destinationOfSymbolicLink(atPath: "\(copy)/absolute") == "/nowhere/at/all")
            #expect(try files.destinationOfSymbolicLink(atPath: "\(copy)/folder") == "data")
            #expect(mode("\(copy)/run") == 0o755)
            #expect(mode("\(copy)/data/ro") == 0o440)
            #expect(try String(contentsOfFile: "\(copy)/run", encoding: .utf8) == "#!/bin/sh\n")
        }
    }

    @Test func changesToItReachNobody() async throws {
        try await Scratch.withWorkspace(["a": "before"]) { workspace, _ in
            let (first, second) = (try workspace.privateCopy(ofFolder: ""), try workspace.privateCopy(ofFolder: ""))
            #expect(first != second)
            try Data("after".utf8).write(to: URL(filePath: "\(first)/a"))
            #expect(try workspace.read("a") == Array("before".utf8))
            #expect(try String(contentsOfFile: "\(second)/a", encoding: .utf8) == "before")
        }
    }

    /// Files get the commit's time when they are checked out, so that images do not depend on the clock.
    @Test func keepsTimes() async throws {
        try await Scratch.withWorkspace(["d/a": "x"]) { workspace, _ in
            #expect(symlink("a", "\(workspace.checkout)/d/link") == 0)
            let then = timeval(tv_sec: 1_600_000_000, tv_usec: 0)
            for path in ["d/a", "d/link", "d"] {
                #expect(lutimes("\(workspace.checkout)/\(path)", [then, then]) == 0)
            }
            let copy = try workspace.privateCopy(ofFolder: "")
            for path in ["d/a", "d/link", "d"] { #expect(modified("\(copy)/\(path)") == 1_600_000_000, "\(path)") }
        }
    }

    /// git stores any bytes.
    @Test func copiesAndRemovesNamesThatAreNotUTF8() async throws {
        try await Scratch.with { scratch in
            let workspace = try CheckoutWorkspace(in: scratch.state, for: .fresh())
            let name: [CChar] = Array("\(workspace.checkout)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
            let descriptor = open(name, O_WRONLY | O_CREAT, 0o644)
            try #require(descriptor >= 0)
            close(descriptor)
            let copy = try workspace.privateCopy(ofFolder: "")
            let copied: [CChar] = Array("\(copy)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
            #expect(access(copied, F_OK) == 0)
            workspace.remove()
            #expect(scratch.names(in: "\(scratch.state.path)/workspaces") == [])
        }
    }

    private func mode(_ path: String) -> mode_t? {
        var info = stat()
        return lstat(path, &info) == 0 ? info.st_mode & 0o7777 : nil
    }

    private func modified(_ path: String) -> Int? {
        var info = stat()
        return lstat(path, &info) == 0 ? info.st_mtim.tv_sec : nil
    }
}
