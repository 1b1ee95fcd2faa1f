import Foundation
import PipelineCore
import RunFiles
import Testing

@Suite struct AbandonedWorkspaceTests {
    /// A workspace as a killed process leaves it, or a living one has it.
    private func makeWorkspace(_ name: String, in scratch: Scratch) throws -> String {
        let folder = "\(scratch.state.path)/workspaces/\(name)"
        try FileManager.default.createDirectory(atPath: "\(folder)/checkout/a", withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(filePath: "\(folder)/checkout/a/b"))
        try Data().write(to: URL(filePath: "\(folder).lock"))
        return folder
    }

    @Test func thoseOfDeadProcessesGo() async throws {
        try await Scratch.with { scratch in
            let living = try makeWorkspace("living", in: scratch)
            _ = try makeWorkspace("dead", in: scratch)
            let holder = try LockHolder("\(living).lock")
            let workspaces = "\(scratch.state.path)/workspaces"

            let first = try CheckoutWorkspace(in: scratch.state, for: .fresh())
            first.remove()
            #expect(scratch.names(in: workspaces) == ["living", "living.lock"])
            #expect(FileManager.default.fileExists(atPath: "\(living)/checkout/a/b"))

            holder.kill()
            let second = try CheckoutWorkspace(in: scratch.state, for: .fresh())
            #expect(scratch.names(in: workspaces).count == 2)
            #expect(!FileManager.default.fileExists(atPath: living))
            second.remove()
            #expect(scratch.names(in: workspaces) == [])
        }
    }

    @Test func lookingForLivingRunsLeavesThemToBeFound() async throws {
        try await Scratch.with { scratch in
            let dead = try makeWorkspace("dead", in: scratch)
            _ = try LocalImages(in: scratch.state, engine: "scripted").supersede(with: [])
            #expect(FileManager.default.fileExists(atPath: "\(dead).lock"))
            try CheckoutWorkspace(in: scratch.state, for: .fresh()).remove()
            #expect(scratch.names(in: "\(scratch.state.path)/workspaces") == [])
        }
    }

    @Test func runsThatBeginTogetherDoNotDisturbEachOther() async throws {
        try await Scratch.with { scratch in
            let state = scratch.state
            try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask {
                        let workspace = try CheckoutWorkspace(in: state, for: .fresh())
                        defer { workspace.remove() }
                        _ = try workspace.writeBeside("x", name: "f")
                        #expect(try workspace.folder("") == workspace.checkout)
                        _ = try LocalImages(in: state, engine: "scripted").supersede(with: [])
                    }
                }
                try await group.waitForAll()
            }
            #expect(scratch.names(in: "\(state.path)/workspaces") == [])
        }
    }

    @Test func aStateFolderThatCannotBeMade() async throws {
        try await Scratch.with { scratch in
            try Data().write(to: URL(filePath: "\(scratch.path)/file"))
            let failure = #expect(throws: WorkspaceFailure.self) {
                try CheckoutWorkspace(in: StateFolder("\(scratch.path)/file"), for: .fresh())
            }
            #expect(failure?.path == "\(scratch.path)/file/workspaces")
        }
    }
}
