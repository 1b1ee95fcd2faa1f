import BlubberConfig
import Diagnostics
import Testing

@Suite struct WarningTests {
    @Test(arguments: [
        (
            "variants: { build: {}, test: { copies: [biuld] } }",
            "b.yaml:2:41: warning: no variant is called `biuld`; it is taken as an image"
        ),
        ("variants: { test: { copies: [registry.example.org/build] } }", ""),
        ("variants: { test: { lives: { uid: 0 } } }", "b.yaml:2:35: warning: `uid: 0` in a variant changes nothing"),
        ("lives: { uid: 0, gid: 0 }", ""),
        ("Base: debian", "b.yaml:2:1: warning: the key `Base` is written `base`"),
        ("base: a\nbase: b", "b.yaml:3:1: warning: the key `base` is given twice; the last one counts"),
        ("variants: { test: { includes: [local], base: ~, runs: { environment: { EMPTY: } } } }", ""),
        ("builders: [{ node: { requirements: ~, env: } }, { custom: { command: ~ } }]", ""),
        ("base: ''\nruns: { uid: 1000.0, environment: {}, in: '' }", ""),
    ])
    func warnings(_ text: String, expected: String) throws {
        let configuration = try BlubberConfiguration.parse("version: v4\n\(text)".utf8, file: "b.yaml")
        #expect(configuration.warnings.description == expected)
    }
}
