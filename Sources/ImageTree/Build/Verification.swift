internal import CommandRunner
internal import Glibc
internal import PipelineCore
internal import Synchronization

/// The test of a built image by the configured command: by default the folder's `test.sh`, with the label as argument.
struct Verification {
    let configuration: TreeConfiguration
    let runner: CommandRunner
    /// A folder whose programs come before all others, for an engine without docker.
    let standIns: String?

    /// Runs the command; without a path that its arguments name there is no test.
    ///
    /// - Returns: whether there was one.
    /// - Throws: `TreeFailure.test`, `CancellationError`.
    func run(_ image: ImageDefinition, output: @escaping OutputHandler) async throws -> Bool {
        let values = ["path": image.folder, "image": image.labelText]
        var arguments: [String] = []
        for argument in configuration.verifyArguments {
            for word in Self.words(of: argument) where word.contains("{path}") {
                guard TreeFile.exists(try Self.filled(word, values)) else { return false }
            }
            arguments.append(try Self.filled(argument, values))
        }
        var command = Command(configuration.verifyCommand, arguments)
        command.endsGroup = true
        let testRunner = CommandRunner(environment: environment, gracePeriod: runner.gracePeriod)
        let status: ExitStatus
        let end = Mutex<[String]>([])
        do {
            status = try await testRunner.stream(command) { stream, text in
                end.withLock { $0 = $0.suffix(Self.mostLines - 1) + [text] }
                output(OutputLine(stream == .standardOutput ? .standardOutput : .standardError, text))
            }
        } catch let failure as CommandFailure where failure.code == .notFound {
            throw TreeFailure.test("there is no program `\(configuration.verifyCommand)` to test the image with")
        }
        guard status.isSuccess else {
            let lines = ["its test failed: \(status)\(Self.explanation(of: status))"] + end.withLock { $0 }
            throw TreeFailure.test(lines.joined(separator: "\n  "))
        }
        return true
    }

    /// How much of a test's output stands with its failure.
    private static let mostLines = 15

    /// Search path and proxies, and what leads to the engine; nothing else of the caller's.
    private var environment: [String: String] {
        let prefixes = ["DOCKER_", "CONTAINERS_", "STORAGE_", "BUILDAH_", "REGISTRY_AUTH_"]
        let names: Set = ["HOME", "PATH", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"]
        var variables = runner.environment.filter { variable in
            names.contains(variable.key) || prefixes.contains { variable.key.hasPrefix($0) }
        }
        variables.merge(TreeBuild.proxyVariables(configuration)) { $1 }
        if let standIns { variables["PATH"] = "\(standIns):\(variables["PATH"] ?? "/usr/bin:/bin")" }
        return variables
    }

    private static func explanation(of status: ExitStatus) -> String {
        switch status.code {
        case 126: " (is test.sh executable?)"
        case 127: " (it names a program that is not there)"
        default: ""
        }
    }

    /// `{name}` replaced by its value, `{{` and `}}` by single braces.
    private static func filled(_ text: String, _ values: [String: String]) throws -> String {
        var result = ""
        var rest = text[...]
        while let first = rest.popFirst() {
            if first == "}" || (first == "{" && rest.first == "{") {
                if rest.first == first { rest.removeFirst() }
                result.append(first)
            } else if first == "{" {
                let name = String(rest.prefix { $0 != "}" })
                guard let value = values[name] else {
                    throw TreeFailure.definition(
                        "verify_args has `{\(name)}`; there are {path} and {image}, and a brace is written twice")
                }
                result += value
                rest = rest.dropFirst(name.count + 1)
            } else {
                result.append(first)
            }
        }
        return result
    }

    /// The words of a shell command line; quotes hold words together.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
