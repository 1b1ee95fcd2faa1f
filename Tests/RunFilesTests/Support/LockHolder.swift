import Foundation
import Glibc

/// Another process that holds the lock of a workspace until it is killed.
final class LockHolder {
    private let process = Process()
    private let input = Pipe()

    /// Returns once the process has the lock.
    init(_ path: String) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/flock")
        process.arguments = ["--no-fork", "--exclusive", path, "sh", "-c", "echo held; exec cat"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        guard try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8) else {
            throw CocoaError(.fileLocking)
        }
    }

    /// Kills the process as `kill -9` does, and waits for its end.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
