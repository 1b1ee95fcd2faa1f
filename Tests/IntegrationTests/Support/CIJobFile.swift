import PipelineTestSupport
import PositionedYAML
import Testing

/// The scripts of a job in `docs/ci.md`.
struct CIJobFile {
    /// The scripts, in order.
    let steps: [String]

    /// Reads those at `path`, keys with dots between them, of the first job file that has it.
    init(_ path: String) throws {
        let text = try read("\(PythonCheck.root)/docs/ci.md")
        let blocks = text.matches(of: /```yaml\n((?s).*?)```/).map { String($0.1) }
        for block in blocks {
            var node = try YAMLParser().parse(block.utf8, file: "docs/ci.md").root
            for key in path.split(separator: ".") { node = node?.mapping?[String(key)] }
            guard let node, case .sequence(let items) = node.content else { continue }
            steps = items.compactMap { $0.text ?? $0.mapping?["run"]?.text }
            return
        }
        throw MissingRequirement("docs/ci.md: \(path)", package: "no")
    }

    /// The commands that GitHub's runner would execute, in order.
    static func commands(in log: String) -> [String] {
        var commands: [String] = []
        var token: String?
        for line in log.split(whereSeparator: \.isNewline) {
            let command = line.drop(while: \.isWhitespace)
            if let stop = token {
                if line == "::\(stop)::" { token = nil }
            } else if command.hasPrefix("::stop-commands::") {
                token = String(command.dropFirst("::stop-commands::".count))
            } else if command.hasPrefix("::"), let end = command.dropFirst(2).firstRange(of: "::") {
                commands.append(String(command[..<end.lowerBound].dropFirst(2).prefix { $0 != " " }))
            } else if let command = line.firstMatch(of: /##\[([a-z-]+)/) {
                commands.append(String(command.1))
            }
        }
        return commands
    }

    /// Names and values, as GitHub reads them; later ones win.
    static func outputs(_ text: String) throws -> [String: String] {
        var values: [String: String] = [:]
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        while let line = lines.popFirst(), !(line.isEmpty && lines.isEmpty) {
            if let start = line.wholeMatch(of: /([^=<]+)<<(.+)/) {
                let value = lines.prefix { $0 != start.2 }
                lines = lines.dropFirst(value.count + 1)
                values[String(start.1)] = value.joined(separator: "\n")
            } else {
                let parts = try #require(line.wholeMatch(of: /([^=]+)=(.*)/))
                values[String(parts.1)] = String(parts.2)
            }
        }
        return values
    }
}

extension YAMLNode {
    fileprivate var mapping: YAMLMapping? { if case .mapping(let mapping) = content { mapping } else { nil } }
    fileprivate var text: String? { if case .scalar(let scalar) = content { scalar.text } else { nil } }
}
