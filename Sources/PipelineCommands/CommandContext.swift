internal import CommandRunner
internal import FoundationEssentials
internal import Glibc
internal import PipelineCore
internal import RunFiles

/// The process's surroundings, read once and handed to what needs them.
struct CommandContext: Sendable {
    let environment: [String: String]
    let currentFolder: String
    let standardOutput: OutputChannel
    let standardError: OutputChannel
    /// Whether both streams are for programs: an object on standard output, events on standard error.
    var writesJSON = false

    static func ofProcess() -> CommandContext {
        let environment = ProcessInfo.processInfo.environment
        return CommandContext(
            environment: environment, currentFolder: FileManager.default.currentDirectoryPath,
            standardOutput: OutputChannel(descriptor: STDOUT_FILENO, environment: environment),
            standardError: OutputChannel(descriptor: STDERR_FILENO, environment: environment))
    }

    /// Three seconds are enough to end a test, and short enough for a person at Ctrl-C.
    var runner: CommandRunner { CommandRunner(environment: environment, gracePeriod: .seconds(3)) }

    /// Where facts about this machine and rebuildable archives are kept.
    var cacheFolder: String {
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/pipeline-runner" }
        return "\(environment["HOME"] ?? "/root")/.cache/pipeline-runner"
    }

    var now: UTCTime { UTCTime(seconds: Int(time(nil))) }

    /// `path` as an absolute path.
    func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return path == "." ? currentFolder : "\(currentFolder)/\(path)"
    }

    /// The folder in which a file lies, as an absolute path.
    func folder(of file: String) -> String {
        let path = absolute(file)
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The same surroundings with other variables.
    func with(environment: [String: String]) -> CommandContext {
        CommandContext(
            environment: environment, currentFolder: currentFolder, standardOutput: standardOutput,
            standardError: standardError)
    }

    func warn(_ text: String) {
        if writesJSON { events.show(.warning(text)) } else { standardError.write("warning: \(text)\n") }
    }

    /// What shows events to programs.
    var events: JSONDisplay { JSONDisplay(channel: standardError, now: { self.now }) }
}
