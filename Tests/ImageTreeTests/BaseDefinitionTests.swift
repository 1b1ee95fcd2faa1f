import Diagnostics
import ImageTree
import Testing

@Suite struct BaseDefinitionTests {
    @Test func aSuiteIsEnough() throws {
        let definition = try parse("suite: bookworm\n")
        #expect(definition == BaseDefinition(suite: "bookworm"))
        #expect(definition.name == "bookworm")
        #expect(definition.sources.map(\.line) == ["deb http://deb.debian.org/debian bookworm main"])
        #expect(definition.tags == [.date, .fixed("latest")])
        #expect(definition.variant == .minbase)
        #expect(definition.slim.dropsDocumentation && definition.slim.dropsManuals && definition.slim.dropsLocales)
    }

    @Test func everyKeyCounts() throws {
        let definition = try parse(
            """
            suite: trixie
            name: trixie-build
            mirror: https://mirror.example/debian/
            components: [main, contrib]
            sources:
              - deb [signed-by=/usr/share/keyrings/house.gpg trusted=no]  https://house.example/apt ./
              - deb http://mirror.example/debian-security trixie-security main
            packages: [git, "libc6:amd64", python3=3.11.2-1+b1, curl/trixie-backports]
            variant: buildd
            architecture: arm64
            environment: {LANG: C.UTF-8, EMPTY: ""}
            tags: [latest, date, stable]
            slim: {docs: false, paths: [/usr/share/lintian/*]}
            """)
        #expect(definition.name == "trixie-build")
        #expect(
            definition.sources.map(\.line) == [
                "deb https://mirror.example/debian trixie main contrib",
                "deb [signed-by=/usr/share/keyrings/house.gpg trusted=no] https://house.example/apt ./",
                "deb http://mirror.example/debian-security trixie-security main",
            ])
        #expect(definition.packages == ["git", "libc6:amd64", "python3=3.11.2-1+b1", "curl/trixie-backports"])
        #expect(definition.variant == .buildd)
        #expect(definition.architecture == .arm64)
        #expect(definition.environment == ["LANG": "C.UTF-8", "EMPTY": ""])
        #expect(definition.tags == [.fixed("latest"), .date, .fixed("stable")])
        #expect(!definition.slim.dropsDocumentation && definition.slim.dropsManuals && definition.slim.dropsLocales)
        #expect(definition.slim.paths == ["/usr/share/lintian/*"])
    }

    @Test func slimCanBeSwitchedOff() throws {
        let rules = try parse("suite: bookworm\nslim: false\n").slim
        #expect(!rules.dropsDocumentation && !rules.dropsManuals && !rules.dropsLocales && rules.paths.isEmpty)
        #expect(try parse("suite: bookworm\nslim: true\n").slim == SlimRules())
    }

    @Test func theShippedDefinitionIsValid() throws {
        let definition = try BaseDefinition.parse(
            Fixture.bytes("pipelines/base/bookworm.yaml"), file: "bookworm.yaml", folder: "/")
        #expect(definition.warnings == DiagnosticList())
        #expect(definition.definition.name == "bookworm")
        #expect(definition.definition.sources.map(\.suite) == ["bookworm", "bookworm-updates", "bookworm-security"])
    }

    @Test(arguments: ["trixie", "bookworm-arm64"]) func theOtherShippedDefinitionsAreValid(_ name: String) throws {
        let file = "pipelines/base/\(name).yaml"
        let parsed = try BaseDefinition.parse(Fixture.bytes(file), file: file, folder: "/")
        #expect(parsed.warnings == DiagnosticList())
        #expect(parsed.definition.name == name)
    }

    @Test func allFindingsComeAtOnce() {
        let text = """
            suit: bookworm
            packages: [Git, "a b"]
            variant: minbse
            tags: [date, "a/b", date]
            slim: {doc: true}
            environment: {1A: x}
            """
        #expect(
            rendered(text) == """
                base.yaml:1:1: error: unknown key `suit` in a base image
                base.yaml:1:1: error: `suite` is missing
                base.yaml:2:12: error: packages[0] must be a package name, not `Git`
                base.yaml:2:17: error: packages[1] must be a package name, not `a b`
                base.yaml:3:10: error: variant cannot be `minbse`
                base.yaml:4:7: error: tags names `date` twice
                base.yaml:4:14: error: tags[1] must be `date` or an image tag, not `a/b`
                base.yaml:5:8: error: unknown key `doc` in slim
                base.yaml:6:15: error: `1A` is not the name of an environment variable
                """)
    }

    @Test func suggestionsAndHints() throws {
        let findings = try #require(failure("suit: bookworm\nvariant: minbse\n")).sorted
        #expect(findings.map(\.code) == ["base.unknown-key", "base.missing-key", "base.invalid-value"])
        #expect(
            findings.map(\.hint) == [
                "did you mean `suite`?", "add the release to build, such as `suite: bookworm`",
                "did you mean `minbase`?",
            ])
        #expect(findings[2].notes == ["allowed here: essential, apt, minbase, buildd, important, standard"])
    }

    @Test(arguments: [
        ("", "base.yaml:1:1: error: the file is empty"),
        ("- suite: bookworm\n", "base.yaml:1:1: error: a base image must be a map, not a list"),
        ("suite: 12\n", "base.yaml:1:8: error: suite must be a string, not the number `12`"),
        ("suite: -x\n", "base.yaml:1:8: error: suite must be the name of a release, not `-x`"),
        ("suite: a b\n", "base.yaml:1:8: error: suite must be the name of a release, not `a b`"),
        (
            "suite: a/updates\n",
            "base.yaml:1:8: error: `name` is missing, and the suite `a/updates` cannot be an image name"
        ),
        (
            "suite: a\nname: ../x\n",
            "base.yaml:2:7: error: name must be a component of an image name, not `../x`"
        ),
        (
            "suite: a\nmirror: ftp://x\n",
            "base.yaml:2:9: error: mirror must be an http, https or file address, not `ftp://x`"
        ),
        (
            "suite: a\nmirrorOptions: [trusted]\n",
            "base.yaml:2:17: error: mirrorOptions[0] must be an option such as `check-valid-until=no`, not `trusted`"
        ),
        ("suite: a\nimageSources: []\n", "base.yaml:2:15: error: imageSources must name at least one source"),
        (
            "suite: a\nimageSources: [http://x a main]\n",
            "base.yaml:2:16: error: imageSources[0] must begin with `deb `"
        ),
        (
            "suite: a\nsources: [\"deb [a=b\\nc=d] http://x a main\"]\n",
            "base.yaml:2:11: error: sources[0] must be one line"
        ),
        ("suite: a\ncomponents: []\n", "base.yaml:2:13: error: components must name at least one component"),
        (
            "suite: a\ntags: [date, untested-1]\n",
            "base.yaml:2:7: error: tags names `untested-1`, and images are called so before they have passed their test"
        ),
        ("suite: a\ntags: []\n", "base.yaml:2:7: error: tags must name at least one tag"),
        ("suite: a\nsources: [http://x a main]\n", "base.yaml:2:11: error: sources[0] must begin with `deb `"),
        (
            "suite: a\nsources: [\"deb [x http://x a main\"]\n",
            "base.yaml:2:11: error: sources[0] has no `]` for its `[`"
        ),
        ("suite: a\nsources: [deb http://x]\n", "base.yaml:2:11: error: sources[0] must name an address and a suite"),
        (
            "suite: a\nsources: [deb http://x a]\n",
            "base.yaml:2:11: error: sources[0] must name components, or end its suite in `/` for a flat archive"
        ),
        (
            "suite: a\nsources: [deb cdrom:x a main]\n",
            "base.yaml:2:11: error: sources[0] has no http, https or file address in `cdrom:x`"
        ),
        ("suite: a\nslim: 1\n", "base.yaml:2:7: error: slim must be `true`, `false` or a map, not the number `1`"),
        (
            "suite: a\nslim: {paths: [usr]}\n",
            "base.yaml:2:16: error: slim.paths[0] must be an absolute path below `/`, not `usr`"
        ),
        ("suite: a\narchitecture: x86_64\n", "base.yaml:2:15: error: architecture cannot be `x86_64`"),
        ("suite: a\nenvironment: {A: \"x\\ny\"}\n", "base.yaml:2:18: error: environment.A must be one line"),
    ])
    func badValues(_ text: String, _ message: String) {
        #expect(rendered(text) == message)
    }

    private func parse(_ text: String) throws -> BaseDefinition {
        try BaseDefinition.parse(text.utf8, file: "base.yaml", folder: "/nonexistent").definition
    }

    private func failure(_ text: String) -> DiagnosticList? {
        do throws(DiagnosticList) {
            _ = try BaseDefinition.parse(text.utf8, file: "base.yaml", folder: "/nonexistent")
            return nil
        } catch {
            return error
        }
    }

    private func rendered(_ text: String) -> String? { failure(text)?.description }
}
