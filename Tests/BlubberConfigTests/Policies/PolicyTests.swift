import BlubberConfig
import Diagnostics
import Testing

@Suite struct PolicyTests {
    private static let blubber = """
        version: v4
        base: registry.example.org/base:1
        runs: { insecurely: true, environment: { PORT: "80", MODE: live } }
        apt: { packages: { default: [git, make], sid: [gcc] }, proxies: ["http://proxy.example.org"] }
        variants:
          common: { lives: { uid: 1000 }, entrypoint: [serve] }
          production:
            includes: [common]
            base: other.example.org/base
            node: { env: production, requirements: [package.json] }
          test: { runs: { insecurely: false } }
        """

    private func violations(_ policy: String, of variant: String = "production") throws -> DiagnosticList {
        let configuration = try BlubberConfiguration.parse(Self.blubber.utf8, file: "b.yaml")
        return try configuration.violations(of: try Policy.parse(policy.utf8, file: "p.yaml"), in: variant)
    }

    @Test func saysWhatIsForbiddenAndWhere() throws {
        let found = try violations(
            """
            enforcements:
              - path: variants.production.runs.insecurely
                rule: isfalse
              - { path: variants.production.base, rule: "omitempty,startswith=registry.example.org" }
              - { path: variants.production.lives.uid, rule: gt=2000 }
              - { path: variants.test.runs.insecurely, rule: isfalse }
              - { path: runs.environment, rule: "dive,ne=live" }
              - { path: variants.production.python.version, rule: required }
              - { path: variants.nothing.base, rule: required }
            """)
        #expect(
            found.description == """
                b.yaml:3:21: error: the policy forbids this value of `variants.production.runs.insecurely`: `true`
                b.yaml:3:40: error: the policy forbids this value of `runs.environment`: MODE: `live`, PORT: `80`
                b.yaml:6:27: error: the policy forbids this value of `variants.production.lives.uid`: `1000`
                b.yaml:8:5: error: the policy forbids this value of `variants.production.python.version`: empty
                b.yaml:9:11: error: the policy forbids this value of `variants.production.base`: `other.example.org/base`
                """)
        #expect(found.diagnostics[0].notes == ["the rule is `isfalse`, at p.yaml:3:11"])
    }

    /// Each row: a path, a rule, and whether the production variant keeps to it.
    @Test(arguments: [
        ("version", "currentversion", true), ("version", "eq=v4", true), ("version", "ne=v4", false),
        ("base", "imageref", true), ("base", "contains=example", true), ("base", "endswith=:2|endswith=:1", true),
        ("base", "excludes=example", false), ("base", "containsany=!?", false), ("base", "excludesall=!?", true),
        ("base", "fqdn", false), ("base", "oneof=a registry.example.org/base:1", true), ("base", "len=27", true),
        ("base", "min=28", false), ("base", "max=26", false), ("base", "alpha", false), ("base", "ascii", true),
        ("variants.test.base", "isdefault", true), ("variants.production.base", "isdefault", false),
        ("variants.production.apt.packages.default", "dive,debianpackage", true),
        ("variants.production.apt.packages.default", "unique,len=2,lt=3,gte=2", true),
        ("variants.production.apt.packages", "dive,dive,oneof=git make gcc", true),
        ("variants.production.apt.packages", "dive,dive,oneof=git make", false),
        ("variants.production.apt.sources", "omitempty,len=9", true),
        ("variants.production.runs.environment", "envvars", true),
        ("variants.production.runs.environment.PORT", "numeric", true),
        ("variants.production.runs.environment.MODE", "numeric|eq=li0x2Cve", false),
        ("variants.production.runs.environment.MODE", "alphanum,lowercase", true),
        ("variants.production.runs.insecurely", "istrue", true), ("variants.production.runs.uid", "eq=900", true),
        ("variants.production.lives.in", "abspath", true), ("variants.production.lives.as", "username", true),
        ("variants.production.node.env", "nodeenv", true), ("variants.production.node.use-npm-ci", "isfalse", true),
        ("variants.production.builders", "len=0", true), ("variants.production.entrypoint", "required", true),
        ("variants.production.includes", "dive,eq=common", true), ("variants.production.copies", "required", false),
        ("variants.production.python.poetry.version", "omitempty,pypkgver", true),
        ("nothing.here", "required", true), ("version.deeper", "required", true),
        ("base", "url|uri|ip|hostname", false),
    ])
    func rules(path: String, rule: String, isKept: Bool) throws {
        let found = try violations("enforcements: [{ path: \(path), rule: '\(rule)' }]")
        #expect(found.diagnostics.isEmpty == isKept)
    }

    @Test func otherVariantsAreSeenAsWritten() throws {
        let policy = "enforcements: [{ path: variants.production.entrypoint, rule: required }]"
        #expect(try violations(policy).diagnostics.isEmpty)
        let asWritten = try violations(policy, of: "test")
        #expect(asWritten.diagnostics.count == 1)
        let configuration = try BlubberConfiguration.parse(Self.blubber.utf8, file: "b.yaml")
        let all = try configuration.violations(of: try Policy.parse(policy.utf8, file: "p.yaml"))
        #expect(all.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("{}", "p.yaml:1:1: error: the policy has no `enforcements`"),
        ("", "p.yaml:1:1: error: the policy has no `enforcements`"),
        ("enforcement: []", "p.yaml:1:1: error: unknown key `enforcement` in the policy"),
        ("enforcements: [{ path: a }]", "p.yaml:1:16: error: `enforcements[0]` needs a `rule`"),
        (
            "enforcements: [{ path: a, rule: isflase }]",
            "p.yaml:1:33: error: `enforcements[0].rule`: there is no check `isflase`"
        ),
        (
            "enforcements: [{ path: a, rule: startswith }]",
            "p.yaml:1:33: error: `enforcements[0].rule`: the check `startswith` needs a parameter"
        ),
        (
            "enforcements: [{ path: a, rule: min=x }]",
            "p.yaml:1:33: error: `enforcements[0].rule`: the check `min` needs a number, not `x`"
        ),
    ])
    func wrongPolicies(text: String, message: String) {
        let list = #expect(throws: DiagnosticList.self) { try Policy.parse(text.utf8, file: "p.yaml") }
        #expect(list?.description == message)
    }

    @Test func suggestsChecks() {
        let list = #expect(throws: DiagnosticList.self) {
            try Policy.parse("enforcements: [{ path: a, rule: isflase }]".utf8, file: "p.yaml")
        }
        #expect(list?.diagnostics.first?.hint == "did you mean `isfalse`?")
    }
}
