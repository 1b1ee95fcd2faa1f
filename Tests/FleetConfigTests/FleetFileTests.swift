import ConfigValues
import Diagnostics
import FleetConfig
import Testing

/// What a fleet file that is in order means.
@Suite struct FleetFileTests {
    private func fleet(_ text: String) throws -> FleetConfiguration {
        try FleetConfiguration.parse(text.utf8, file: "watch.yaml", folder: "/etc/fleet")
    }

    @Test func aLineIsAWholeFile() throws {
        let fleet = try fleet("repositories: [{name: hello, url: ../hello.git, branches: [main], interval: 1s}]")
        let repository = try #require(fleet.repositories.first)
        #expect(repository.name.text == "hello")
        #expect(repository.url.text == "/etc/hello.git")
        #expect(repository.url.transport == .local)
        #expect(repository.settings.branches == .matching([try BranchPattern("main")]))
        #expect(repository.settings.interval == TimeSpan(.seconds(1)))
        #expect(repository.settings.tags == [])
        #expect(repository.settings.commits == .every)
        #expect(repository.settings.firstSight == .record)
        #expect(repository.settings.priority == 0)
        #expect(
            repository.settings.events == [.gate: [PipelineRule()], .merge: [PipelineRule()], .tag: [PipelineRule()]])
        #expect(fleet.state == nil && fleet.registry == nil && fleet.hooks == nil && fleet.metrics == nil)
        #expect(fleet.engine == .auto)
        #expect(fleet.jobs == 2)
        #expect(fleet.limits.concurrency(of: "anywhere") == 4)
        #expect(fleet.warnings.diagnostics.isEmpty)
    }

    @Test func everyKey() throws {
        let fleet = try fleet(
            """
            state: state
            registry: oci:../images
            engine: buildah
            jobs: 3
            limits: {per-host: 8, hosts: {Git.Example.org: 2}, backoff: 5m, poll-timeout: 30s, step-timeout: 1h30m}
            retention: {age: 90d, runs: 500}
            secrets: {token: {env: GIT_TOKEN}, hook: {file: hook.secret}}
            credentials:
              bot: {username: robot, password: token}
              deploy: {key: /keys/id, known-hosts: hosts, passphrase: hook}
              bare: {token: token}
            hooks: {address: 0.0.0.0, port: 8080, secret: hook}
            metrics: {port: 0}
            defaults: {interval: 2m, credentials: bot, tags: ["v*"]}
            repositories:
              - name: mono
                url: https://Git.Example.org:8443/mono.git
                branches: [main, "release/*"]
                commits: latest
                first-sight: run
                priority: -5
                paths: [services/**, "!**/*.md"]
                hook-secret: token
                events:
                  merge: [shared, {pipelines: ["api*"], paths: [services/api], actions: [build, run]}]
                  tag: []
                  gate: ["*"]
              - {name: other, url: "git@git.example.org:team/other.git", tags: [], credentials: deploy}
            """)
        #expect(fleet.state == "/etc/fleet/state")
        #expect(fleet.registry == "oci:/etc/images")
        #expect(fleet.engine == .buildah)
        #expect(fleet.jobs == 3)
        #expect(fleet.limits.concurrency(of: "git.EXAMPLE.org") == 2)
        #expect(fleet.limits.concurrency(of: "elsewhere") == 8)
        #expect(fleet.limits.backoff.description == "5m")
        #expect(fleet.limits.stepTimeout.duration == .seconds(5400))
        #expect(fleet.retention.age?.duration == .seconds(90 * 86_400))
        #expect(fleet.retention.runs == 500)
        #expect(
            fleet.credentials == [
                "bot": .password(username: "robot", secret: .environment("GIT_TOKEN")),
                "deploy": .key(
                    username: nil, file: "/keys/id", passphrase: .file("/etc/fleet/hook.secret"),
                    knownHosts: "/etc/fleet/hosts"),
                "bare": .password(username: "git", secret: .environment("GIT_TOKEN")),
            ])
        #expect(fleet.hooks?.address.host == "0.0.0.0" && fleet.hooks?.address.port == 8080)
        #expect(fleet.hooks?.secret == .file("/etc/fleet/hook.secret"))
        #expect(fleet.metrics?.isLoopback == true)

        let mono = fleet.repositories[0]
        #expect(mono.url.host == "git.example.org" && mono.url.transport == .https)
        #expect(mono.settings.interval.description == "2m")
        #expect(mono.settings.credentials == "bot")
        #expect(mono.settings.tags == [try BranchPattern("v*")])
        #expect(mono.settings.commits == .latest && mono.settings.firstSight == .run && mono.settings.priority == -5)
        #expect(mono.settings.hookSecret == .environment("GIT_TOKEN"))
        #expect(mono.settings.paths?.lets("services/api/main.go") == true)
        #expect(mono.settings.paths?.lets("services/api/README.md") == false)
        let merge = try #require(mono.settings.events[.merge])
        #expect(merge.count == 2)
        #expect(merge[0].covers("shared") && !merge[0].covers("api") && merge[0].actions == nil)
        #expect(merge[1].covers("api-publish") && merge[1].actions == [.build, .run])
        #expect(merge[1].paths?.lets("services/api/x") == true && merge[1].paths?.lets("services/web/x") == false)
        #expect(mono.settings.events[.tag] == [])

        let other = fleet.repositories[1]
        #expect(other.url.transport == .ssh && other.url.host == "git.example.org")
        #expect(other.settings.tags == [] && other.settings.credentials == "deploy")
        #expect(other.settings.branches == .head)
        #expect(fleet.warnings.diagnostics.isEmpty)
    }

    @Test func hundredsOfRepositories() throws {
        let items = (0..<2000).map { "- {name: r\($0), url: git://127.0.0.1/r\($0).git, interval: 5m}\n" }
        #expect(try fleet("repositories:\n" + items.joined()).repositories.count == 2000)
    }
}
