import BlubberConfig
import Diagnostics
import Testing

/// What people read when a configuration is wrong: the whole text, with places.
@Suite struct ParseErrorTests {
    @Test func allErrorsAtOnceSortedByPlace() {
        expectErrors(
            """
            version: v4
            base: Debian
            copies: [local]
            runs:
              insecurly: true
              uid: "900"
            variants:
              test:
                includes: [buidl]
                entrypoint: npm test
                apt: { packages: git make }
              build:
                copies: [local, { from: test }]
                builder:
                  mounts: [{ from: local, target: /x }]
            """,
            """
            b.yaml:2:7: error: `base` must be an image reference: `Debian` has capitals
             2 | base: Debian
               |       ^~~~~~
            b.yaml:3:1: error: unknown key `copies` in the configuration
             3 | copies: [local]
               | ^~~~~~
              note: allowed here: version, variants, base, arguments, apt, builders, node, php, python, builder, lives, runs, entrypoint
              help: `copies` belongs into a variant
            b.yaml:5:3: error: unknown key `insecurly` in `runs`
             5 |   insecurly: true
               |   ^~~~~~~~~
              note: allowed here: as, uid, gid, environment, in, insecurely
              help: did you mean `insecurely`?
            b.yaml:6:8: error: `uid` must be an integer, not a string
             6 |   uid: "900"
               |        ^~~~~
            b.yaml:9:16: error: `includes[0]` names the unknown variant `buidl`
             9 |     includes: [buidl]
               |                ^~~~~
              note: the variants are test, build
              help: did you mean `build`?
            b.yaml:10:17: error: `entrypoint` must be a list, not a string
             10 |     entrypoint: npm test
                |                 ^~~~~~~~
              help: write a list: `entrypoint: ["npm", "test"]`
            b.yaml:11:22: error: `packages` must be a list, not a string
             11 |     apt: { packages: git make }
                |                      ^~~~~~~~
              help: write a list: `packages: [git, make]`
            b.yaml:13:21: error: `copies` must hold either names or objects, not both
             13 |     copies: [local, { from: test }]
                |                     ^
              help: write each name as an object: `- from: NAME`
            b.yaml:15:31: error: unknown key `target` in `mounts[0]`
             15 |       mounts: [{ from: local, target: /x }]
                |                               ^~~~~~
              note: allowed here: from, destination, source
              help: did you mean `destination`?
            """)
    }

    @Test(arguments: [
        ("", "b.yaml:1:1: error: the configuration is empty"),
        ("~", "b.yaml:1:1: error: the configuration is empty"),
        ("[a]", "b.yaml:1:1: error: the configuration must be a map, not a list"),
        ("text", "b.yaml:1:1: error: the configuration must be a map, not a string"),
        ("base: a", "b.yaml:1:1: error: the key `version` is missing"),
        ("version: 4", "b.yaml:1:10: error: `version` must be the text `v4`"),
        ("version: '4'", "b.yaml:1:10: error: `version` must be the text `v4`"),
        ("version: v5", "b.yaml:1:10: error: the version `v5` is not supported"),
        ("version: [v4]", "b.yaml:1:10: error: `version` must be the text `v4`, not a list"),
        ("version: v4\nvariant: {}", "b.yaml:2:1: error: unknown key `variant` in the configuration"),
        ("version: v4\nvariants:", "b.yaml:2:10: error: `variants` must be a map, not nothing"),
        ("version: v4\nvariants: { foo: }", "b.yaml:2:18: error: variant `foo` must be a map, not nothing"),
        ("version: v4\nvariants: { f_o: {} }", "b.yaml:2:13: error: `f_o` is not a variant name"),
        (
            "version: v4\nvariants: { foo: { version: v4 } }",
            "b.yaml:2:20: error: unknown key `version` in variant `foo`"
        ),
        ("version: v4\napt:", "b.yaml:2:5: error: `apt` must be a map, not nothing"),
        ("version: v4\napt: [git]", "b.yaml:2:6: error: `apt` must be a map, not a list"),
        ("version: v4\nbase: scratch", "b.yaml:2:7: error: `scratch` is not an image"),
        ("version: v4\nbase: 12", "b.yaml:2:7: error: `base` must be a string, not the number `12`"),
        (
            "version: v4\nlives: { in: srv }",
            "b.yaml:2:14: error: `in` must be an absolute path other than `/`, not `srv`"
        ),
        (
            "version: v4\nlives: { in: /a/.. }",
            "b.yaml:2:14: error: `in` must be an absolute path other than `/`, not `/a/..`"
        ),
        ("version: v4\nlives: { in: '' }", "b.yaml:2:14: error: `in` is empty"),
        ("version: v4\nlives: { as: root }", "b.yaml:2:14: error: `root` cannot be the name of a user here"),
        ("version: v4\nruns: { uid: -1 }", "b.yaml:2:14: error: `uid` must be between 0 and 4294967295, not -1"),
        ("version: v4\nruns: { gid: 1.5 }", "b.yaml:2:14: error: `gid` must be an integer, not the number `1.5`"),
        (
            "version: v4\nruns: { insecurely: 'yes' }",
            "b.yaml:2:21: error: `insecurely` must be `true` or `false`, not a string"
        ),
        (
            "version: v4\nruns: { environment: { PORT: 80 } }",
            "b.yaml:2:30: error: `PORT` in `environment` must be a string, not the number `80`"
        ),
        ("version: v4\narguments: { A-B: x }", "b.yaml:2:14: error: `A-B` is not a name for a variable"),
        ("version: v4\narguments: { A: x }", "b.yaml:2:14: error: `A` is not a name for a variable"),
        ("version: v4\nentrypoint: [a, 1]", "b.yaml:2:17: error: `entrypoint[1]` must be a string, not the number `1`"),
    ])
    func documents(_ text: String, expected: String) {
        #expect(findings(text).description == expected)
    }

    @Test(arguments: [
        ("apt: { packages: [Git] }", "19: error: `packages[0]` is not a Debian package: `Git`"),
        ("apt: { packages: ['git:amd64'] }", "19: error: `packages[0]` is not a Debian package: `git:amd64`"),
        ("apt: { packages: { 12: [git] } }", "20: error: `12` is not a Debian release"),
        ("apt: { packages: { sid: git } }", "25: error: `packages[sid]` must be a list, not a string"),
        ("apt: { sources: [{ distribution: sid }] }", "18: error: `sources[0].url` is missing"),
        (
            "apt: { sources: [{ url: ftp://x, distribution: sid }] }",
            "25: error: `sources[0].url` must be an `http://` or `https://` URL, not `ftp://x`"
        ),
        ("apt: { sources: [{ url: 'http://x' }] }", "18: error: `sources[0]` needs a `distribution`"),
        (
            "apt: { sources: [{ url: 'http://x', distribution: s, components: ['-'] }] }",
            "67: error: `sources[0].components[0]` is not a component of a repository: `-`"
        ),
        ("apt: { proxies: [{ source: 'http://x' }] }", "18: error: `proxies[0].url` is missing"),
        (
            "apt: { proxies: ['proxy:80'] }",
            "18: error: `proxies[0]` must be an `http://` or `https://` URL, not `proxy:80`"
        ),
        ("apt: { proxies: [{ url: 'http://x', host: y }] }", "37: error: unknown key `host` in `proxies[0]`"),
        ("node: { env: pro-duction }", "14: error: `env` must be letters and digits, not `pro-duction`"),
        ("node: { requirements: package.json }", "23: error: `requirements` must be a list, not a string"),
        (
            "node: { requirements: [{ from: local, source: /etc }] }",
            "47: error: `requirements[0].source` must be relative to the build context, not `/etc`"
        ),
        ("node: { requirements: [a/../../b] }", "24: error: `requirements[0]` leaves the build context: `a/../../b`"),
        ("node: { requirements: [a, b, a] }", "30: error: `requirements` holds the same entry twice"),
        ("node: { requirements: [{ source: a }] }", "24: error: `requirements[0]` needs a `from`"),
        ("node: { requirements: [{ from: , source: a }] }", "32: error: `requirements[0]` needs a `from`"),
        (
            "node: { requirements: [{ from: local, destination: a }] }",
            "52: error: `requirements[0]` has a `destination` but no `source`"
        ),
        (
            "node: { requirements: [{ from: Not_One, source: a }] }",
            "32: error: `requirements[0].from` is neither a variant nor an image: `Not_One`"
        ),
        (
            "node: { requirements: [{ from: local, source: a, exclude: x }] }",
            "59: error: `requirements[0].exclude` must be a list, not a string"
        ),
        ("node: { requirements: [{ from: local, src: a }] }", "39: error: unknown key `src` in `requirements[0]`"),
        ("python: { version: 3.11 }", "20: error: `version` must be a string, not the number `3.11`"),
        ("python: { use-system-flag: true }", "11: error: unknown key `use-system-flag` in `python`"),
        ("python: { poetry: { version: 1.3.1 } }", "30: error: `version` must be a version constraint, not `1.3.1`"),
        ("php: { production: 1 }", "20: error: `production` must be `true` or `false`, not the number `1`"),
        ("builder: [make]", "10: error: `builder` must be a map, not a list"),
        ("builder: { command: '' }", "21: error: `command` is empty"),
        ("builder: { command: 3 }", "21: error: `command` must be a string or a list, not the number `3`"),
        ("builder: { command: make, script: make }", "35: error: `script` cannot be combined with `command`"),
        ("builder: { mounts: [{ destination: /x }] }", "21: error: `mounts[0]` needs a `from`"),
        (
            "builder: { mounts: [{ from: local, destination: / }] }",
            "49: error: `mounts[0].destination` cannot be the root of the file system"
        ),
        (
            "builder: { mounts: [{ from: local, source: ../x }] }",
            "44: error: `mounts[0].source` leaves the build context: `../x`"
        ),
        ("builder: { mounts: [local, local] }", "28: error: `mounts` holds the same entry twice"),
        ("builder: { caches: [/] }", "21: error: `caches[0]` cannot be the root of the file system"),
        ("builder: { caches: ['a b'] }", "21: error: `caches[0]` cannot hold a blank"),
        (
            "node: { requirements: [\"a/../\\u0301b/../..\"] }",
            "24: error: `requirements[0]` leaves the build context: `a/../\u{301}b/../..`"
        ),
        (
            "node: { requirements: [{ from: local, exclude: [\"a\\nb\"] }] }",
            "49: error: a pattern of `requirements[0].exclude` must be one line"
        ),
        ("builder: { caches: [{ id: x }] }", "21: error: `caches[0].destination` is missing"),
        ("builder: { caches: ['a,b'] }", "21: error: `caches[0]` cannot hold `,`"),
        (
            "builder: { caches: [{ destination: x, access: lock }] }",
            "47: error: `caches[0].access` must be one of shared, private, locked, not `lock`"
        ),
        ("builder: { caches: [x, x] }", "24: error: `caches` holds the same entry twice"),
        ("builders: [{}]", "12: error: `builders[0]` must hold exactly one builder"),
        ("builders: [{ node: }]", "12: error: `builders[0]` must hold exactly one builder"),
        ("builders: [{ node: {}, php: {} }]", "12: error: `builders[0]` must hold exactly one builder"),
        ("builders: [{ builder: {} }]", "14: error: unknown key `builder` in `builders[0]`"),
        ("builders: [{ node: {} }, { node: {} }]", "28: error: `builders` holds `node` twice"),
        (
            "builders: [{ custom: { caches: [{ destination: x, access: bad }] } }]",
            "59: error: `caches[0].access` must be one of shared, private, locked, not `bad`"
        ),
        ("builders: [{ node: {} }]\nnode: { requirements: [] }", "1: error: `builders` cannot be combined with `node`"),
    ])
    func fields(_ text: String, expected: String) {
        #expect(findings("version: v4\n" + text).description == "b.yaml:2:" + expected)
    }

    @Test func copies() {
        #expect(
            findings("version: v4\nvariants: { foo: { copies: foo } }").description
                == "b.yaml:2:28: error: `copies` must be a list, not a string")
        #expect(
            findings("version: v4\nvariants: { foo: { copies: [local, local] } }").description
                == "b.yaml:2:36: error: `copies` holds the same entry twice")
        #expect(
            findings("version: v4\nvariants: { foo: { copies: [3] } }").description
                == "b.yaml:2:29: error: `copies[0]` must be a string, not the number `3`")
    }

    @Test func olderVersionsAreToldWhatToChange() {
        expectErrors(
            """
            version: v3
            unknown: {}
            variants:
              build:
                copies: prep
                artifacts: [{ from: tools, source: /a, destination: /b }]
              prep: {}
              tools: { copies: prep }
              old: { includes: [prep], sharedvolume: true }
            """,
            """
            b.yaml:1:10: error: the version `v3` is not supported; the configuration must be changed to v4
             1 | version: v3
               |          ^~
              note: since v4 nothing is copied by itself, and `copies` of included variants add up
              help: make the changes that are listed below, and write `version: v4`
            b.yaml:5:5: error: `copies` is a list since v4
             5 |     copies: prep
               |     ^~~~~~
              help: write `copies: [{from: prep}, …]` with the entries of `artifacts` behind it
            b.yaml:6:5: error: `artifacts` no longer exists since v4
             6 |     artifacts: [{ from: tools, source: /a, destination: /b }]
               |     ^~~~~~~~~
              help: move its entries into `copies`
            b.yaml:7:3: error: the variant `prep` names no `copies`, for which v3 copied the whole context
             7 |   prep: {}
               |   ^~~~
              help: add `copies: [local]` if it needs the files of the context
            b.yaml:8:12: error: `copies` is a list since v4
             8 |   tools: { copies: prep }
               |            ^~~~~~
              help: write `copies: [prep]`
            b.yaml:9:3: error: the variant `old` names no `copies`, for which v3 copied the whole context
             9 |   old: { includes: [prep], sharedvolume: true }
               |   ^~~
              help: add `copies: [local]` unless a variant that it includes copies what it needs
            b.yaml:9:28: error: `sharedvolume` no longer exists
             9 |   old: { includes: [prep], sharedvolume: true }
               |                            ^~~~~~~~~~~~
              help: remove it
            """)
    }

    @Test func hostileTexts() {
        let many = findings("version: v4\n" + (0..<1000).map { "key\($0): 1\n" }.joined())
        #expect(many.diagnostics.count == 201)
        #expect(
            many.diagnostics.last?.description == "b.yaml:202:1: error: more than 200 errors; the others are not listed"
        )
        let variants = (0..<251).map { "  v\($0)x: {}\n" }.joined()
        #expect(
            findings("version: v4\nvariants:\n" + variants).description
                == "b.yaml:3:3: error: the file has 251 variants; at most 250 are read")
        #expect(
            findings("version: v4\nentrypoint: [\"a\\0b\"]").description
                == "b.yaml:2:14: error: `entrypoint[0]` holds a NUL character")
        #expect(
            findings("version: v4\nbase: a\0b").description
                == "b.yaml:2:8: error: not a YAML text: control characters are not allowed")
    }

    @Test func theFirstVersionsNeedMore() {
        #expect(
            findings(
                """
                version: v1
                builder: [make]
                node: { dependencies: true }
                variants: { app: { copies: [local] } }
                """
            ).description == """
                b.yaml:1:10: error: the version `v1` is not supported; the configuration must be changed to v4
                b.yaml:2:1: error: `builder` is a map since v3
                b.yaml:3:9: error: `dependencies` is called `requirements` since v2
                """)
        #expect(findings("version: 2\nbuilder: [make]").diagnostics.count == 2)
        #expect(findings("version: v3\nbuilder: [make]").diagnostics.count == 1)
    }

    @Test func syntaxErrors() {
        #expect(
            findings("version: v4\n\tbase: x").description
                == "b.yaml:2:1: error: not valid YAML: found a tab character that violates indentation while scanning a plain scalar"
        )
    }

    private func findings(_ text: String) -> DiagnosticList {
        let list = #expect(throws: DiagnosticList.self) {
            try BlubberConfiguration.parse(text.utf8, file: "b.yaml")
        }
        return list ?? DiagnosticList()
    }

    private func expectErrors(_ text: String, _ expected: String) {
        let rendered = DiagnosticRenderer(sources: ["b.yaml": text]).render(findings(text))
        #expect(rendered == expected + "\n")
    }
}
