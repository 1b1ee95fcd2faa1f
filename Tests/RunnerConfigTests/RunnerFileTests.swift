import ConfigValues
import Diagnostics
import Foundation
import PipelineCore
import RunnerConfig
import Testing

@Suite struct RunnerFileTests {
    private static let documentation = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/configuration.md")

    private func parse(
        _ text: String, origin: RunnerFileOrigin = .administrator
    ) throws(DiagnosticList) -> RunnerConfiguration {
        try RunnerConfiguration.parse(text.utf8, file: "pipeline-runner.yaml", folder: "/etc/x", origin: origin)
    }

    @Test func anEmptyFileLeavesEverythingToTheDefaults() throws {
        for text in ["", "# nothing yet\n", "{}"] {
            let configuration = try parse(text)
            #expect(configuration.registry == nil && configuration.engine == nil && configuration.limits.isEmpty)
            #expect(configuration.credentials.isEmpty && configuration.warnings.diagnostics.isEmpty)
        }
    }

    @Test func theDocumentedExample() throws {
        let text = try String(contentsOf: Self.documentation, encoding: .utf8)
        let examples = text.matches(of: /```yaml\n((?s:.*?))```/).map { String($0.output.1) }
        let configuration = try parse(try #require(examples.first { $0.contains("credentials:") }))
        #expect(configuration.registry?.description == "docker://registry.example.org/prod")
        #expect(configuration.engine == .buildah)
        #expect(configuration.caBundle == "/etc/ssl/certs/company.pem")
        #expect(configuration.network.build == .host)
        #expect(configuration.network.run == NetworkMode.none)
        #expect(configuration.limits.memory == 2 << 30)
        #expect(configuration.limits.processors == 1.5)
        #expect(configuration.limits.processes == 512)
        #expect(configuration.timeouts.build?.duration == .seconds(1800))
        #expect(configuration.timeouts.total?.duration == .seconds(7200))
        #expect(
            configuration.credentials["test-account"]?.kind
                == .usernamePassword(username: "robot", password: .file("/etc/x/secrets/robot")))
        #expect(
            configuration.credentials["deploy-key"]?.kind
                == .sshKey(username: "git", key: .file("/etc/x/secrets/id_ed25519")))
        #expect(configuration.notification.mail?.port == 587)
        #expect(configuration.notification.mail?.credential == "mail")
        #expect(configuration.deployments?.branch == "main")
        #expect(configuration.triggers["rebuild-site"] == .repository("site", branch: nil, pipeline: "publish"))
        #expect(configuration.masks == [.environment("CLUSTER_TOKEN")])
        let token = try #require(configuration.credentials["npm-token"])
        #expect(token.isGranted(to: "web/shop") && token.isGranted(to: "team/widgets"))
        #expect(!token.isGranted(to: "web/shop/sub") && !token.isGranted(to: "team/widget"))
        #expect(configuration.credentials["deploy-key"]?.isGranted(to: "team/widgets") == false)
    }

    @Test func theDocumentedKeysAreThoseOfTheParser() throws {
        let text = try String(contentsOf: Self.documentation, encoding: .utf8)
        var documented: [String] = []
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let cell = line.split(separator: "|")[0]
            documented += cell.matches(of: /`([A-Za-z.]+)`/).map { String($0.output.1) }
        }
        #expect(documented.sorted() == RunnerKeys.paths.sorted())
    }

    @Test func eventsAndPorts() throws {
        let configuration = try parse(
            """
            events: {gate: ["test*"], tag: []}
            notification: {mail: {host: h, from: a@b.c, tls: tls}}
            """)
        #expect(configuration.events[.gate]?.map(\.text) == ["test*"])
        #expect(configuration.events[.tag] == [])
        #expect(configuration.events[.merge] == nil)
        #expect(configuration.notification.mail?.port == 465)
    }

    @Test func aRepositoryMayGiveWhatGrantsNothing() throws {
        let configuration = try parse(
            "engine: docker\njobs: 3\npull: missing\ntimeouts: {run: 5m}\nevents: {local: [test]}", origin: .repository)
        #expect(configuration.jobs == 3)
        #expect(configuration.pull == .missing)
    }

    @Test(arguments: [
        "registry", "isolation", "caBundle", "knownParents", "network", "limits", "credentials", "notification",
        "deployments", "helm",
        "triggers", "masks",
    ])
    func aRepositoryMayNotGive(_ key: String) {
        #expect(throws: DiagnosticList.self) { try parse("\(key): {}", origin: .repository) }
        do throws(DiagnosticList) {
            _ = try parse("\(key): {}", origin: .repository)
        } catch {
            let finding = error.diagnostics.first { $0.code == "runner.not-for-repositories" }
            #expect(finding?.message == "a repository's own file may not give `\(key)`")
            #expect(finding?.notes == ["it may give: engine, jobs, pull, timeouts, events"])
            #expect(
                finding?.hint
                    == "put it into ~/.config/pipeline-runner/pipeline-runner.yaml, or name a file with --config")
        }
    }

    @Test(arguments: [
        ("enginee: docker", "1:1: error: unknown key `enginee` in the configuration; did you mean `engine`?"),
        ("engine: dokcer", "1:9: error: `engine` cannot be `dokcer`; did you mean `docker`?"),
        (
            "limits: {memory: 2GB}",
            "1:18: error: `limits.memory` must be an amount of memory of at least 4MiB, not `2GB`"
        ),
        ("limits: {cpus: 0}", "1:16: error: `limits.cpus` must be between 0.01 and 1024, not 0.0"),
        (
            "timeouts: {run: 20}",
            "1:17: error: `timeouts.run` must be a length of time, not the number `20`; give it a unit: `20s`"
        ),
        (
            "credentials: {a: {kind: string, value: hunter2hunter2}}",
            "1:40: error: `value` must say where the secret comes from, and not be the secret; write `{env: VARIABLE}` or `{file: PATH}`"
        ),
        (
            "credentials: {a: {kind: string}}",
            "1:18: error: the credential `a` has no `value`; write `value: {env: VARIABLE}` or `value: {file: PATH}`"
        ),
        (
            "credentials: {a: {kind: string, value: {env: A}, key: {env: B}}}",
            "1:55: error: `key` does not belong to a credential of the kind `string`"
        ),
        (
            "credentials: {a b: {kind: string, value: {env: A}}}",
            "1:15: error: `a b` is no name for a credential; use letters, digits, `.`, `_` and `-`, at most 100, and begin with a letter or digit"
        ),
        (
            "notification: {webhook: {url: 'http://h/', credential: tokn}}\ncredentials: {token: {kind: string, value: {env: A}}}",
            "1:56: error: there is no credential `tokn`; did you mean `token`?"
        ),
        (
            "notification: {mail: {host: h, from: a@b, credential: t}}\ncredentials: {t: {kind: string, value: {env: A}}}",
            "1:55: error: `notification.mail.credential` needs a credential of the kind `usernamePassword`"
        ),
        (
            "notification: {webhook: {url: 'http://me:secret@h/'}}",
            "1:31: error: `notification.webhook.url` holds a user or password; describe it under `credentials`, and name it with `credential`"
        ),
        (
            "triggers: {a: {repository: b, credential: c}}",
            "1:43: error: `credential` belongs to a `url`"
        ),
        (
            "deployments: {repository: /a, file: b, key: c, author: me}",
            "1:56: error: `me` is no author; write `NAME <ADDRESS>`"
        ),
        (
            "deployments: {repository: /a, file: b, key: c, branch: refs/heads/x}",
            "1:56: error: `deployments.branch` cannot be `refs/heads/x`; write its name alone, such as `main`"
        ),
        (
            "deployments: {repository: /a, file: ../b, key: c}",
            "1:37: error: `deployments.file` cannot be `../b`; write a path relative to the top of the repository, such as `charts/{chart}/values.yaml`"
        ),
        (
            "deployments: {repository: /a, file: b, key: a..b}",
            "1:45: error: `deployments.key` cannot be `a..b`; write keys with a dot between them, such as `main_app.version`"
        ),
        (
            "deployments: {repository: /a, file: 'b-{env}', key: c}",
            "1:37: error: `deployments.file` has a placeholder that there is not: `b-{env}`; the placeholders are {chart} and {environment}"
        ),
    ])
    func findings(_ text: String, expected: String) {
        do throws(DiagnosticList) {
            _ = try parse(text)
            Issue.record("nothing was found")
        } catch {
            let lines = error.sorted.map { finding in
                let place = finding.location.map { "\($0.line):\($0.column)" } ?? ""
                return "\(place): \(finding.severity.rawValue): \(finding.message)"
                    + (finding.hint.map { "; \($0)" } ?? "")
            }
            #expect(lines == [expected])
            #expect(!lines.joined().contains("hunter2"))
        }
    }

    @Test func aPasswordInPlainTextIsAWarning() throws {
        let configuration = try parse(
            """
            credentials: {m: {kind: usernamePassword, username: u, password: {env: A}}}
            notification: {mail: {host: h, from: a@b, tls: none, credential: m}}
            """)
        #expect(configuration.warnings.diagnostics.map(\.code) == ["runner.plain-password"])
    }

    @Test(arguments: [
        ("4MiB", 4 << 20), ("512KiB", 512 << 10), ("2GiB", 2 << 30), ("1TiB", 1 << 40), ("", nil), ("5", nil),
        ("5M", nil), ("5MB", nil), ("1.5GiB", nil), ("-1GiB", nil), ("9999999999KiB", nil), ("MiB", nil),
    ])
    func amounts(_ text: String, bytes: Int?) {
        #expect(ByteCount(text)?.bytes == bytes)
        if bytes != nil { #expect(ByteCount(text)?.description == text) }
    }
}
