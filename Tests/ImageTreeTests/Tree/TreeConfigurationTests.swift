import Diagnostics
import ImageTree
import PipelineCore
import Templates
import Testing

@Suite struct TreeConfigurationTests {
    @Test func laterFilesReplaceWholeKeys() throws {
        let (configuration, warnings) = try TreeConfiguration.parse([
            .init(Array("registry: a\nknown_uid_mappings: {root: 0, x: 1}\nhttp_proxy: http://p\n".utf8), file: "user"),
            .init(
                Array(
                    "known_uid_mappings: {z: 2}\nseed_image: x\nown: [1, y, null, 1.5, 0755, 1:30, 1e3]\npassword: p\n"
                        .utf8), file: "config"),
        ])
        #expect(warnings == DiagnosticList())
        #expect(configuration.registry == "a")
        #expect(configuration.userIDs == ["z": "2"])
        #expect(configuration.aptProxy == "http://p")
        #expect(configuration.variables["apt_only_proxy"] == .string("http://p"))
        #expect(configuration.variables["distribution"] == .string("wikimedia"))
        #expect(configuration.variables["own"]?.text == "[1, 'y', None, 1.5, 493, 90, '1e3']")
        #expect(configuration.variables["password"] == nil)
        #expect(configuration.password == "p")
    }

    @Test func proxiesFlowOneWay() throws {
        #expect(try TreeFixture.configuration("apt_only_proxy: x\n").httpProxy == nil)
        #expect(try TreeFixture.configuration("http_proxy: x\napt_only_proxy: ''\n").aptProxy == "")
        #expect(try TreeFixture.configuration("").variables["apt_only_proxy"] == TemplateValue.none)
    }

    /// Where no file names a registry, the run configuration's holds.
    @Test func aRegistryFromElsewhere() throws {
        func parsed(_ text: String, _ registry: String) throws -> TreeConfiguration {
            try TreeConfiguration.parse(
                [.init(Array(text.utf8), file: "config")], fallback: Registry(registry, currentFolder: "/")
            ).0
        }
        let given = try parsed("", "docker://r.example:5000/a/b")
        #expect(given.fullName("x") == "r.example:5000/a/b/x")
        #expect(given.variables["registry"] == .string("r.example:5000"))
        #expect(given.variables["namespace"] == .string("a/b"))
        #expect(try parsed("namespace: other\n", "docker://r.example/a").fullName("x") == "r.example/a/other/x")
        let tree = try parsed("namespace: other\nbase_images: [r.example/a/base:1]\n", "docker://r.example/a")
        #expect(tree.variables["namespace"] == .string("a/other"))
        #expect(try parsed("registry: ''\n", "docker://r.example/a").fullName("x") == "x")
        #expect(try parsed("", "oci:/folder").fullName("x") == "x")
    }

    @Test func limits() throws {
        let limits = try TreeFixture.configuration("container_limits: memory=1g,cpusetcpus=0-2\n").limits
        #expect(limits.memory == "1g" && limits.cpuSet == "0-2" && limits.cpuShares == nil)
        #expect(try TreeFixture.configuration("container_limits: {cpushares: 512}\n").limits.cpuShares == "512")
    }

    @Test(arguments: [
        (
            "container_limits: foo\n",
            "config.yaml:1:19: error: container_limits must be `key=value`, separated by commas, not `foo`"
        ),
        ("container_limits: memroy=1\n", "config.yaml:1:19: error: container_limits has no key `memroy`"),
        ("driver: podman\n", "config.yaml:1:9: error: the driver `podman` is not supported"),
        ("registry: null\n", "config.yaml:1:11: error: registry must be a string, not nothing"),
        (
            "base_images: ['a b']\n",
            "config.yaml:1:15: error: base_images[0]: `a b` is not an image reference: `a b` is not a repository name"
        ),
        ("known_uid_mappings: {x: y}\n", "config.yaml:1:25: error: known_uid_mappings.x must be a number, not `y`"),
        (
            "registry: https://r.example/\n",
            "config.yaml:1:11: error: registry cannot be a part of the names of images: `https:` is not a registry host"
        ),
        (
            "registry: r.example\nnamespace: Acme\n",
            "config.yaml:2:12: error: namespace cannot be a part of the names of images: `Acme` has capitals"
        ),
        ("password: [hunter2]\n", "config.yaml:1:11: error: password must be a string, not a list"),
        (
            "a: 1\npassword: *hunter2\n",
            "config.yaml:2:11: error: not valid YAML: the value of `username` or `password` cannot be read"
        ),
        ("- a\n", "config.yaml:1:1: error: a configuration must be a map, not a list"),
    ])
    func mistakes(_ text: String, _ message: String) {
        let error = #expect(throws: DiagnosticList.self) { try TreeFixture.configuration(text) }
        #expect(error?.description == message)
    }

    @Test func nearlyKnownKeysAreWarnedAbout() throws {
        let (_, warnings) = try TreeConfiguration.parse([.init(Array("base_image: []\nmine: 1\n".utf8), file: "c")])
        #expect(warnings.description == "c:1:1: warning: the key `base_image` is a variable for templates only")
        #expect(warnings.diagnostics.first?.hint == "did you mean `base_images`?")
    }

    @Test(arguments: [
        ("https://r.example/", "r.example"), ("r.example/", "r.example"),
        ("docker://r.example:5000/a", "r.example:5000/a"),
    ])
    func theRightRegistryIsNamed(_ registry: String, _ right: String) {
        let error = #expect(throws: DiagnosticList.self) { try TreeFixture.configuration("registry: \(registry)\n") }
        #expect(error?.diagnostics.map(\.hint) == ["write it as `\(right)`"])
    }

    @Test func nullsAreTheDefaults() throws {
        let keys = [
            "namespace", "apt_options", "verify_args", "force_numeric_user", "scan_workers", "distribution", "username",
            "password", "base_images", "container_limits", "ca_bundle", "http_proxy", "apt_only_proxy",
            "fallback_author", "fallback_email",
        ]
        let configuration = try TreeFixture.configuration(keys.map { "\($0): null\n" }.joined())
        let defaults = TreeConfiguration()
        #expect(configuration.fullName("x") == "x")
        #expect(configuration.aptOptions == "")
        #expect(configuration.verifyArguments == defaults.verifyArguments)
        #expect(!configuration.requiresNumericUser)
        #expect(configuration.scanWorkers == 8)
        #expect(configuration.distribution == "wikimedia")
        #expect(configuration.fallbackAuthor == "Author" && configuration.fallbackMail == "email@domain")
    }

    /// What has no quotes is text all the same; what is empty is no account.
    @Test(
        arguments: [
            ("12345678", "12345678"), ("0x1F", "0x1F"), ("yes", "yes"), ("1.50", "1.50"), ("'null'", "null"),
            ("''", nil),
            ("", nil), ("~", nil),
        ] as [(String, String?)])
    func accounts(_ written: String, _ text: String?) throws {
        let configuration = try TreeFixture.configuration("username: \(written)\npassword: \(written)\n")
        #expect(configuration.username == text)
        #expect(configuration.password == text)
    }

    @Test(arguments: [
        ("password: hunter2 # x\na: b\n", "password: …\na: b\n"),
        ("a: b\npassword: \"hunter2\n  hunter3\n\n# hunter4\nb: c", "a: b\npassword: …\n…\n\n…\nb: c"),
        ("{username: hunter2, a: b,\npassword: hunter3}\n", "{username: …\npassword: …\n"),
        ("\"password\" : hunter2\n", "\"password\" : …\n"), ("PASSWD: hunter2", "PASSWD: …"),
        ("password:\nusername: null\nregistry: a:b\n", "password:\nusername: …\nregistry: a:b\n"),
    ])
    func accountsAreNotShown(_ text: String, _ shown: String) {
        #expect(TreeConfiguration.Source(Array(text.utf8), file: "c").shownText == shown)
    }
}
