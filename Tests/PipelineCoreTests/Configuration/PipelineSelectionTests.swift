import Testing

@testable import PipelineCore

@Suite struct PipelineSelectionTests {
    private func pipelines(_ text: String) -> [Pipeline] {
        let publishing = "{ name: a, build: v, publish: { image: true } }"
        let file = text.split(separator: " ").map { word in
            let promoting = "{ name: a, promote: [{ version: v }] }"
            let stage = word.hasSuffix("!") ? publishing : word.hasSuffix("^") ? promoting : "{ name: a }"
            return "  \(word.filter { $0.isLetter || $0 == "-" }): { stages: [ \(stage) ] }\n"
        }
        return Reading("pipelines:\n" + file.joined()).pipelines
    }

    @Test(arguments: [
        // `!` publishes, `^` promotes.
        ("test publish!", "", true, "test publish"), ("publish! test", "", true, "test publish"),
        ("publish! lint test", "", true, "test publish"), ("rel! lint unit prod!", "", true, "lint unit rel prod"),
        ("dist^ lint", "", true, "lint dist"),
        ("publish! lint test", "", false, "lint test"), ("publish! rel!", "", false, "publish rel"),
        ("dist^ lint", "", false, "lint"),
        ("c! b a", "a c a", true, "c a"), ("c! b a", "c", false, "c"),
    ])
    func selects(_ file: String, _ names: String, _ publishes: Bool, _ expected: String) throws {
        let selected = try PipelineSelection.select(
            from: pipelines(file), names: names.split(separator: " ").map(String.init), publishes: publishes)
        #expect(selected.map(\.name).joined(separator: " ") == expected)
    }

    @Test func refusesUnknownNames() {
        let pipelines = pipelines("test publish!")
        let refusal = #expect(throws: PipelineSelection.Refusal.self) {
            try PipelineSelection.select(from: pipelines, names: ["test", "pubish"], publishes: true)
        }
        #expect(
            refusal?.description == "there is no pipeline `pubish` in .pipeline/config.yaml\n"
                + "  help: did you mean `publish`? it has: test, publish")
        let far = #expect(throws: PipelineSelection.Refusal.self) {
            try PipelineSelection.select(from: pipelines, names: ["x"], publishes: true)
        }
        #expect(far?.hint == "it has: test, publish")
    }
}
