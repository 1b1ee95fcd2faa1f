import ConfigValues
import Diagnostics
import FleetConfig
import Testing

/// What is said about a fleet file that is not in order.
@Suite struct FleetFindingTests {
    private func rendered(_ text: String) -> String {
        do throws(DiagnosticList) {
            let fleet = try FleetConfiguration.parse(text.utf8, file: "watch.yaml", folder: "/f")
            return DiagnosticRenderer(sources: ["watch.yaml": text]).render(fleet.warnings)
        } catch {
            return DiagnosticRenderer(sources: ["watch.yaml": text]).render(error)
        }
    }

    /// The first finding about a repository with the given further keys, without its source line.
    private func finding(_ keys: String, top: String = "") -> String {
        let lines = rendered("\(top)repositories:\n- {name: a, url: /a, \(keys)}\n").split(separator: "\n")
        return lines.filter { !$0.contains(" | ") }.joined(separator: "\n").replacing("watch.yaml:", with: "")
    }

    @Test func allAtOnceWithPlaces() {
        #expect(
            rendered(
                """
                jobs: 0
                repositories:
                  - name: one
                    url: ext::sh -c id
                    brnches: [main]
                  - name: one
                    url: https://bot:hunter2@git.example.org/one.git
                    interval: 60
                """) == """
                    watch.yaml:1:7: error: `jobs` must be between 1 and 256, not 0
                     1 | jobs: 0
                       |       ^
                    watch.yaml:4:10: error: the address `ext::sh -c id` names the helper `ext`, and no programs are run for an address
                     4 |     url: ext::sh -c id
                       |          ^~~~~~~~~~~~~
                      help: use https, http, ssh, git or a path
                    watch.yaml:5:5: error: unknown key `brnches` in `repositories[0]`
                     5 |     brnches: [main]
                       |     ^~~~~~~
                      note: allowed here: branches, commits, credentials, events, first-sight, hook-secret, interval, name, paths, priority, proposals, tags, url
                      help: did you mean `branches`?
                    watch.yaml:6:11: error: two repositories are called `one`
                     6 |   - name: one
                       |           ^~~
                      note: the first is in line 3
                    watch.yaml:7:10: error: the address holds a password
                     7 |     url: https://bot:hunter2@git.example.org/one.git
                       |          ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                      help: name it under `credentials`, and put the secret into the environment or a file
                    watch.yaml:8:15: error: `interval` must be a length of time, not the number `60`
                     8 |     interval: 60
                       |               ^~
                      help: give it a unit: `60s`

                    """)
    }

    @Test(arguments: [
        (
            "",
            "1:1: error: the file is empty; `repositories` is required\n  help: write `repositories: [{name: NAME, url: URL}]`\n"
        ),
        ("jobs: 1", "1:1: error: the key `repositories` is missing\n"),
        ("repositories: []", "1:15: error: `repositories` is empty: there is nothing to watch\n"),
        ("repositories: [{}]", "1:16: error: `repositories[0]` has no `name`\n"),
        ("repositories: {a: b}", "1:15: error: `repositories` must be a list, not a map\n"),
        ("- a", "1:1: error: the fleet must be a map, not a list\n"),
    ])
    func files(_ text: String, expected: String) {
        let shown = rendered(text).split(separator: "\n").filter { !$0.contains(" | ") }.joined(separator: "\n") + "\n"
        #expect(shown.replacing("watch.yaml:", with: "").hasPrefix(expected))
    }

    @Test(arguments: [
        ("branches: main", "2:32: error: `branches` must be a list, not a string\n  help: write a list: `[main]`"),
        ("branches: []", "2:32: error: `branches` is empty\n  help: leave it out for the branch that HEAD names"),
        (
            "branches: [refs/heads/x]",
            "2:33: error: an item of `branches`: `refs/heads/x` begins with `refs/heads/`\n  help: write the name only: `x`"
        ),
        ("branches: ['a b']", "2:33: error: an item of `branches`: `a b` holds a blank or control character"),
        (
            "branches: ['v[0-9]']",
            "2:33: error: an item of `branches`: `v[0-9]` has a character class or alternatives\n  help: write a pattern for each alternative"
        ),
        ("tags: [a..b]", "2:29: error: an item of `tags`: `a..b` can match no name that git allows"),
        (
            "tags: [1.0]",
            "2:29: error: an item of `tags` must be a string, not the number `1.0`\n  help: write it in quotes: \"1.0\""
        ),
        (
            "proposals: [main]",
            "2:34: error: an item of `proposals`: `main` is no full name of a reference\n"
                + "  help: write for example `refs/pull/*/head` (GitHub), `refs/merge-requests/*/head` (GitLab) or "
                + "`refs/changes/*/*/*` (Gerrit)"
        ),
        ("tags: [a, a]", "2:32: warning: `tags` holds `a` twice"),
        (
            "interval: 1x",
            "2:32: error: `interval` must be a length of time, not `1x`\n  note: whole numbers with the units ms, s, m, h and d, such as `90s` or `1h30m`"
        ),
        ("interval: 10ms", "2:32: error: `interval` must be between 1s and 7d, not 10ms"),
        ("commits: newest", "2:31: error: `commits` cannot be `newest`\n  note: allowed here: every, latest"),
        (
            "commits: lastest",
            "2:31: error: `commits` cannot be `lastest`\n  note: allowed here: every, latest\n  help: did you mean `latest`?"
        ),
        ("priority: 1000", "2:32: error: `priority` must be between -100 and 100, not 1000"),
        (
            "credentials: bot",
            "2:35: error: there is no credentials `bot`\n  help: describe it: `credentials: {bot: {token: SECRET}}`"
        ),
        ("hook-secret: x", "2:35: error: there is no secret `x`\n  help: describe it: `secrets: {x: {env: VARIABLE}}`"),
        (
            "paths: [/a]",
            "2:30: error: an item of `paths`: `/a` begins with a slash\n  help: paths are relative to the repository's root"
        ),
        (
            "events: {push: ['*']}",
            "2:31: error: unknown key `push` in `events`\n  note: allowed here: gate, merge, tag"
        ),
        (
            "events: {tag: [{actions: [biuld]}]}",
            "2:48: error: an item of `actions` cannot be `biuld`\n  note: allowed here: blubberfile, build, copy, deploy, exports, notify, promote, publish, run, trigger\n  help: did you mean `build`?"
        ),
    ])
    func repositories(_ keys: String, expected: String) {
        #expect(finding(keys) == expected)
    }

    @Test(arguments: [
        ("secrets: {a: hunter2}\n", "1:14: error: the secret `a` must be a map, not a string"),
        (
            "secrets: {a: {}}\n",
            "1:14: error: the secret `a` needs either `env` or `file`\n  help: write `env: VARIABLE` or `file: PATH`; the secret itself never stands in this file"
        ),
        ("secrets: {a: {env: 'A B'}}\n", "1:20: error: `A B` is not the name of an environment variable"),
        (
            "credentials: {a: {username: x}}\n",
            "1:18: error: the credentials `a` need exactly one of `password`, `token` and `key`"
        ),
        (
            "credentials: {a: {token: t}}\n",
            "1:26: error: there is no secret `t`\n  help: describe it: `secrets: {t: {env: VARIABLE}}`"
        ),
        (
            "hooks: {address: 0.0.0.0, port: 80}\n",
            "1:18: warning: whoever reaches 0.0.0.0 can make repositories be polled\n  help: give `secret`, the name of an entry of `secrets`"
        ),
        ("hooks: {}\n", "1:8: error: `hooks` has no `port`\n  help: write `port: 8080`, or 0 for any that is free"),
        (
            "registry: registry.example.org\n",
            "1:11: error: `registry.example.org` is no registry\n  help: write `docker://HOST[:PORT]/PREFIX` or `oci:FOLDER`"
        ),
        ("engine: podman\n", "1:9: error: `engine` cannot be `podman`\n  note: allowed here: auto, buildah, docker"),
        (
            "limits: {hosts: {'https://x': 1}}\n",
            "1:18: error: `https://x` is not the name of a host\n  help: write it without scheme, port and path"
        ),
        ("retention: {age: 1s}\n", "1:18: error: `age` must be between 1h and 36525d, not 1s"),
    ])
    func sections(_ top: String, expected: String) {
        #expect(finding("tags: []", top: top) == expected)
    }

    /// A name whose description is broken has that one finding, and none where it is used.
    @Test func brokenDescriptionsAreReportedOnce() {
        let text = "secrets: {s: x}\ncredentials: {c: {token: s}}\nrepositories: [{name: a, url: /a, credentials: c}]\n"
        #expect(rendered(text).split(separator: "\n").filter { $0.hasPrefix("watch.yaml") }.count == 1)
    }
}
