import Clibgit2
public import CommandRunner
import Glibc

extension Mirror {
    /// Whether so many fetches have left their packs that packing them together is worth it.
    public func isWorthCollecting() -> Bool {
        guard let stream = opendir("\(folder)/objects/pack") else { return false }
        defer { closedir(stream) }
        var packs = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.suffix(5) }
            if name.elementsEqual(".pack".utf8) { packs += 1 }
        }
        return packs > 50
    }

    /// Packs everything together and removes what nothing leads to and is older than a day, with `git gc`.
    ///
    /// Others may go on reading; the caller sees to it that no fetch runs at the same time.
    ///
    /// - Parameter runner: Starts the program; its environment needs `PATH`.
    /// - Throws: `other` with the program's words, `cancelled`.
    public func collectGarbage(with runner: CommandRunner) async throws(GitFailure) {
        let operation = Operation("pack", folder)
        var command = Command("git", ["-C", folder, "gc", "--quiet", "--prune=1.day.ago"])
        // What a person has configured shall not run hooks or keep more.
        command.environment = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0",
        ]
        let output: CapturedOutput
        do {
            output = try await runner.capture(command)
        } catch let error as CommandFailure {
            throw operation.failure(.other, error.details, hint: "install git")
        } catch {
            throw operation.failure(.cancelled, "cancelled")
        }
        guard output.status.isSuccess else {
            let lastLine = output.standardError.split(separator: "\n").last.map(String.init)
            throw operation.failure(.other, lastLine ?? "git gc failed")
        }
    }
}
