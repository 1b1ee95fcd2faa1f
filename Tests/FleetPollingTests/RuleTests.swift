import FleetConfig
import FleetPolling
import Testing

/// Which rules of an event are left, and so which pipelines run, for the files that a commit changes.
@Suite struct RuleTests {
    private static let rules = """
        [shared, {pipelines: [api], paths: [services/api, "!**/*.md"]}, {pipelines: [web], paths: [services/web]}]
        """

    /// Those of the pipelines that the rules are for.
    private func covered(_ settings: String, _ event: FleetEvent, _ changed: [String]) throws -> String {
        let rules = try repository(settings).settings.rules(for: event, changed: changed)
        return ["api", "shared", "web"].filter { name in rules.contains { $0.covers(name) } }.joined(separator: " ")
    }

    @Test(arguments: [
        ("", "shared"), ("docs/x", "shared"), ("services/api/a.go", "api shared"),
        ("services/api/README.md", "shared"), ("services/web/x docs/x", "shared web"),
        ("services/web/x services/api/deep/a.go", "api shared web"), ("services/apis/a.go", "shared"),
    ])
    func changedFilesDecideWhichRulesCount(_ paths: String, _ expected: String) throws {
        let changed = paths.split(separator: " ").map(String.init)
        #expect(try covered("events: {merge: \(Self.rules)}", .merge, changed) == expected)
        #expect(try covered("events: {gate: \(Self.rules)}", .gate, changed) == expected)
    }

    @Test func aTagChangesNoFiles() throws {
        let settings = "paths: [docs], events: {tag: \(Self.rules)}"
        #expect(try covered(settings, .tag, []) == "api shared web")
        #expect(try repository(settings).settings.needsPaths(for: .tag) == false)
    }

    @Test func filesThatDoNotMatterToTheRepositoryMatterToNoRule() throws {
        let settings = "paths: [services, docs, \"!services/web\"], events: {merge: \(Self.rules)}"
        #expect(try covered(settings, .merge, ["services/web/x", "README.md"]) == "")
        #expect(try covered(settings, .merge, ["services/web/x", "docs/x"]) == "shared")
        #expect(try covered(settings, .merge, ["services/web/x", "services/api/a.go"]) == "api shared")
    }

    @Test func anEventWithoutRulesRunsNothing() throws {
        #expect(try covered("events: {merge: []}", .merge, ["services/api/a.go"]) == "")
        #expect(try covered("events: {merge: [web]}", .tag, []) == "")
        #expect(try covered("", .gate, []) == "api shared web")
    }

    @Test func treesAreComparedOnlyWherePathsDecide() throws {
        let settings = try repository("events: {merge: \(Self.rules), gate: [shared]}").settings
        #expect(settings.needsPaths(for: .merge) && !settings.needsPaths(for: .gate))
        #expect(try repository("paths: [docs]").settings.needsPaths(for: .gate))
    }
}
