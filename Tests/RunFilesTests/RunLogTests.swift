import Foundation
import PipelineCore
import RunFiles
import Testing

@Suite struct RunLogTests {
    @Test func appendsLinesAsTheyCome() async throws {
        try await Scratch.with { scratch in
            let id = RunID.fresh()
            let log = try RunLog(in: scratch.state, for: id)
            #expect(log.path == "\(scratch.state.path)/runs/\(id)/log.txt")
            log.write("one")
            #expect(try String(contentsOfFile: log.path, encoding: .utf8) == "one\n")
            log.write("zwei · 二")
            log.write("")
            #expect(try String(contentsOfFile: log.path, encoding: .utf8) == "one\nzwei · 二\n\n")
            #expect(log.failure == nil)
            // A log that is there is not overwritten.
            try RunLog(in: scratch.state, for: id).write("more")
            #expect(try String(contentsOfFile: log.path, encoding: .utf8) == "one\nzwei · 二\n\nmore\n")
        }
    }

    @Test func keepsLinesOfManyTasksWhole() async throws {
        try await Scratch.with { scratch in
            let log = try RunLog(in: scratch.state, for: .fresh())
            await withTaskGroup { group in
                for task in 0..<8 {
                    group.addTask { for _ in 0..<100 { log.write(String(repeating: "\(task)", count: 500)) } }
                }
            }
            let lines = try String(contentsOfFile: log.path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 800)
            #expect(lines.allSatisfy { $0.count == 500 && Set($0).count == 1 })
        }
    }

    /// `/dev/full` answers every write as a full disk does, through a link in the place of the log.
    @Test func survivesAFullDisk() async throws {
        try await Scratch.with { scratch in
            let id = RunID.fresh()
            let folder = scratch.state.runFolder(id.description)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/log.txt", withDestinationPath: "/dev/full")
            let log = try RunLog(in: scratch.state, for: id)
            #expect(log.failure == nil)
            log.write("one")
            log.write("two")
            #expect(log.failure?.description == "\(log.path): No space left on device")
            #expect(log.failure?.isDiskFull == true)
        }
    }

    @Test func aLogThatCannotBeMade() async throws {
        try await Scratch.with { scratch in
            let id = RunID.fresh()
            let path = "\(scratch.state.runFolder(id.description))/log.txt"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            let failure = #expect(throws: WorkspaceFailure.self) { try RunLog(in: scratch.state, for: id) }
            #expect(failure?.description == "\(path): Is a directory")
        }
    }
}
