import Testing

@testable import Delivery

@Suite struct PlacePatternTests {
    @Test(arguments: [
        ("values-{environment}.yaml", "values-staging.yaml", "staging"),
        ("values-{environment}.yaml", "values-.yaml", nil), ("values-{environment}.yaml", "values.yaml", nil),
        ("values-{environment}.yaml", "values-staging.yaml.orig", nil),
        ("{environment}", "ci", "ci"), ("{environment}", ".git", nil),
        ("{environment}-{environment}", "ci-ci", "ci"), ("{environment}-{environment}", "ci-co", nil),
        ("{chart}.{environment}.yaml", "citoid.ci.yaml", "ci"), ("{chart}.{environment}.yaml", "zotero.ci.yaml", nil),
    ])
    func findsTheEnvironment(_ pattern: String, _ name: String, _ expected: String?) {
        #expect(PlacePattern(file: pattern).environment(at: 0, of: name, chart: "citoid") == expected)
    }

    @Test func fillsInThePlaceholders() {
        let file = PlacePattern(file: "./charts/{chart}/{environment}/values.yaml")
        #expect(file.filled(chart: "a.b", environment: "ci") == ["charts", "a.b", "ci", "values.yaml"])
        let key = PlacePattern(key: "{chart}.main_app.version")
        #expect(key.filled(chart: "a.b", environment: nil) == ["a.b", "main_app", "version"])
        #expect(file.namesEnvironments && !key.namesEnvironments)
    }
}
