/// What a script asks of docker that its stand-in does not know where buildah builds.
struct DockerCalls {
    /// In the order of the script: what it is, as a message begins, and the line, counted from 1.
    private(set) var refused: [(message: String, line: Int)] = []
    /// Variables, and whether their values name docker.
    private var variables: [String: Bool] = [:]

    init(_ script: String) { for command in ShellCommands(script).commands { check(command) } }

    /// The words of one command, each of which stands for itself.
    init(words: [String]) { check(ShellCommands.Command(words: words, line: 1)) }

    private mutating func check(_ command: ShellCommands.Command) {
        var words = command.words[...]
        while let word = words.first, Self.leading.contains(word) || assign(word) { words.removeFirst() }
        for (index, word) in zip(words.indices, words) {
            let isFirst = index == words.startIndex
            let arguments = words[(index + 1)...]
            if Self.baseName(word) == "podman", isFirst {
                refused.append(("podman is no docker: the test finds it where it is installed only", command.line))
                return
            }
            guard isDocker(word, arguments, isFirst: isFirst), let subcommand = arguments.first,
                isFirst || Self.subcommands.contains(subcommand)
            else { continue }
            if let problem = Self.problem(arguments, as: word) { refused.append((problem, command.line)) }
            return
        }
    }

    /// Notes the value of a variable; `false` for a word that is no assignment.
    private mutating func assign(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex,
            word[..<equals].utf8.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "_") })
        else { return false }
        let parts = word[word.index(after: equals)...].split { " (){}$:/|-".contains($0) }
        variables[String(word[..<equals])] = parts.contains("docker")
        return true
    }

    /// A variable is docker if the script says so, or says nothing and goes on with what docker can do.
    private func isDocker(_ word: String, _ arguments: ArraySlice<String>, isFirst: Bool) -> Bool {
        guard word.hasPrefix("$"), isFirst else { return Self.baseName(word) == "docker" }
        let name = word.dropFirst().filter { !"{}".contains($0) }
        return variables[name] ?? arguments.first.map { $0 != "run" && Self.subcommands.contains($0) } ?? false
    }

    private static func baseName(_ word: String) -> Substring? { word.split(separator: "/").last }

    private static func problem(_ arguments: ArraySlice<String>, as name: String) -> String? {
        var words = arguments
        if words.count > 1, words.first == "container" || words.first == "image" { words.removeFirst() }
        guard words.popFirst() == "run" else {
            return "`\(name) \(arguments.first ?? "")` is not available where buildah builds"
        }
        while let option = words.popFirst(), option.hasPrefix("-") {
            let isJoined = option.hasPrefix("--") && option.contains("=")
            let flag = isJoined ? String(option.prefix { $0 != "=" }) : option
            if valued.contains(flag) {
                if !isJoined { words = words.dropFirst() }
            } else if !plain.contains(flag) {
                return "`\(name) run \(flag)` is not available where buildah builds"
            }
        }
        return nil
    }

    /// The options that the stand-in knows.
    private static let plain: Set = [
        "--rm", "-i", "-t", "-it", "-ti", "--interactive", "--tty", "--init", "--read-only", "--privileged",
    ]
    private static let valued: Set = [
        "-e", "--env", "-u", "--user", "-w", "--workdir", "-v", "--volume", "--entrypoint", "--net", "--network",
        "--name",
        "--hostname", "--memory", "--cpus", "--pull", "--platform", "--label",
    ]

    /// Words that stand before a command.
    private static let leading: Set = [
        "if", "then", "else", "elif", "while", "until", "do", "!", "{", "time", "exec", "command", "export", "local",
        "readonly", "declare", "env",
    ]

    private static let subcommands: Set = [
        "attach", "build", "builder", "buildx", "commit", "compose", "container", "cp", "create", "diff", "events",
        "exec",
        "export", "history", "image", "images", "import", "info", "inspect", "kill", "load", "login", "logout", "logs",
        "manifest", "network", "pause", "port", "ps", "pull", "push", "rename", "restart", "rm", "rmi", "run", "save",
        "search", "start", "stats", "stop", "system", "tag", "top", "unpause", "update", "version", "volume", "wait",
    ]
}
