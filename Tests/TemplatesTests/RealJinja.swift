import CommandRunner
import FoundationEssentials
import PipelineTestSupport
import Templates

/// The Jinja2 of Debian's python3-jinja2, asked to render the same templates.
enum RealJinja {
    struct Answer: Decodable {
        let output: String?
        let error: String?
    }

    private struct Request: Encodable {
        let template: String
        let variables: Sample
        let files = Sample.files
    }

    /// What it makes of each of `templates`, with the variables of `Sample`.
    static func render(_ templates: [String]) async throws -> [Answer] {
        let encoder = JSONEncoder()
        var command = Command(
            "/usr/bin/python3", [URL(filePath: #filePath).deletingLastPathComponent().path + "/render.py"])
        command.input = try templates.map { template in
            String(decoding: try encoder.encode(Request(template: template, variables: Sample())), as: UTF8.self) + "\n"
        }.joined()
        let captured = try await TestEnvironment.runner.capture(command)
        guard captured.status.isSuccess else {
            throw MissingRequirement(
                "python3-jinja2 (\(captured.standardError.suffix(200)))", package: "python3-jinja2")
        }
        return try captured.standardOutput.split(separator: "\n").map { line in
            try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
        }
    }
}

/// The variables that all templates of these tests see.
struct Sample: Encodable {
    let s = "some text"
    let n = 3
    let r = 1.5
    let l = ["b", "a", "C"]
    let m = ["key": "value"]
    let e = ""
    let t = true
    let f = false
    let q = "it's \"é\"\n"
    let none: String? = nil
    let numbers = [3, 1, 2]

    static let files = ["part": "<{{ s }}{% set s = 'inner' %}>\n\n", "deep/part": "{{ nothing|default('d') }}"]

    static let environment: TemplateEnvironment = {
        var environment = TemplateEnvironment(variables: [
            "s": .string("some text"), "n": .integer(3), "r": .real(1.5),
            "l": .list([.string("b"), .string("a"), .string("C")]),
            "m": .map([.init(key: .string("key"), value: .string("value"))]), "e": .string(""),
            "t": .boolean(true), "f": .boolean(false), "q": .string("it's \"é\"\n"), "none": .none,
            "numbers": .list([.integer(3), .integer(1), .integer(2)]),
        ])
        environment.load = { name in files[name].map { IncludedTemplate($0, file: name) } }
        return environment
    }()

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(s, forKey: "s")
        try container.encode(n, forKey: "n")
        try container.encode(r, forKey: "r")
        try container.encode(l, forKey: "l")
        try container.encode(m, forKey: "m")
        try container.encode(e, forKey: "e")
        try container.encode(t, forKey: "t")
        try container.encode(f, forKey: "f")
        try container.encode(q, forKey: "q")
        try container.encode(none, forKey: "none")
        try container.encode(numbers, forKey: "numbers")
    }

    private struct Key: CodingKey, ExpressibleByStringLiteral {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringLiteral value: String) { stringValue = value }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
