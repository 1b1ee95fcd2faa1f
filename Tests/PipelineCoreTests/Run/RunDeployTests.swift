import Diagnostics
import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunDeployTests {
    /// A cluster in memory: what was asked of it, one word each.
    private final class Cluster: ChartInstaller {
        struct State {
            var calls: [String] = []
            var releases: [ChartRelease] = []
        }

        private let state = Mutex(State())
        let failing: Set<String>
        let installing: @Sendable () async throws -> Void

        init(failing: Set<String> = [], installing: @escaping @Sendable () async throws -> Void = {}) {
            self.failing = failing
            self.installing = installing
        }

        var calls: [String] { state.withLock { $0.calls } }
        var releases: [ChartRelease] { state.withLock { $0.releases } }

        private func note(_ call: String, _ release: String) throws {
            state.withLock { $0.calls.append(release.isEmpty ? call : "\(call) \(release)") }
            if failing.contains(call) { throw DeploymentFailure(.refused, "cannot \(call)") }
        }

        func check() async throws { try note("check", "") }

        func install(_ release: ChartRelease, output: @escaping OutputHandler) async throws {
            state.withLock { $0.releases.append(release) }
            try note("install", release.name)
            try await installing()
        }

        func test(_ release: ChartRelease, output: @escaping OutputHandler) async throws {
            try note("test", release.name)
        }

        func uninstall(_ release: String) async throws { try note("uninstall", release) }

        var services: RunServices {
            var services = RunServices()
            services.charts = self
            return services
        }
    }

    private static func config(_ step: String, then stage: String = "") -> String {
        """
        pipelines:
          p:
            blubberfile: blubber.yaml
            stages:
              - name: production
                build: production
                publish: { image: true }
                deploy: \(step)
        \(stage)
        """
    }

    @Test func installsTestsAndTakesAway() async throws {
        let cluster = Cluster()
        let later =
            "      - { name: later, run: { image: '${production.imageID}', env: { R: '${production.releaseName}' } } }"
        let fixture = try RunFixture(
            Self.config("{ chart: { name: citoid, version: '0.1.x' }, timeout: 60 }", then: later), reachesOut: true,
            services: cluster.services)
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.state == .passed, "\(String(describing: result.failure))")
        let release = try #require(cluster.releases.first)
        #expect(
            cluster.calls == [
                "check", "install \(release.name)", "test \(release.name)", "uninstall \(release.name)",
            ])
        #expect((release.chart, release.version, release.timeout) == ("citoid", "0.1.x", 60))
        #expect(release.name.count == 8 && release.name.first?.isLetter == true)
        #expect(result.stages[0].outcome.values["releaseName"] == .text(release.name))
        #expect(
            release.values.document == """
                {
                  "docker": {
                    "pull_policy": "IfNotPresent",
                    "registry": "registry.example.org"
                  },
                  "main_app": {
                    "image": "prod/team-widgets",
                    "version": "2024-03-05-101500-production"
                  }
                }

                """)
    }

    @Test func overridesAreMergedAtAnyDepth() async throws {
        let cluster = Cluster()
        let overrides = """
            {
              docker: { pull_policy: Always }, main_app: { version: '${setup.tag}', ports: [1, '2'], open: yes },
              text: "a\\"\\\\\\n", none: ~, merged: { $merge: { a: 1 }, $with: { b: off } },
              each: { $each: x, $in: 'a b', $delimiter: ' ' }, list: { $merge: [1], $with: [true] },
            }
            """.replacing("\n", with: " ")
        let fixture = try RunFixture(
            Self.config("{ chart: {}, test: false, overrides: \(overrides) }"), reachesOut: true,
            services: cluster.services)
        let result = await fixture.run.execute()
        #expect(result.state == .passed, "\(String(describing: result.failure))")
        let text = cluster.releases.first?.values.document.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            text == #"""
                { "docker": { "pull_policy": "Always", "registry": "registry.example.org" }, "each": [ "a", "b" ], \#
                "list": [ 1, true ], "main_app": { "image": "prod/team-widgets", "open": true, "ports": [ 1, "2" ], \#
                "version": "v1.2.0-RC1" }, "merged": { "a": 1, "b": false }, "none": null, "text": "a\"\\\n" }
                """#)
        #expect(cluster.calls.map { $0.prefix(4) } == ["inst", "unin"])
        #expect(cluster.releases.first?.chart == "widgets" && cluster.releases.first?.timeout == 120)
    }

    @Test func aFailedInstallationIsTakenAwayAtOnce() async throws {
        let cluster = Cluster(failing: ["install"])
        let fixture = try RunFixture(Self.config("{ chart: {} }"), reachesOut: true, services: cluster.services)
        let result = await fixture.run.execute()
        #expect(result.failure?.description == "cannot install")
        #expect(cluster.calls.map { $0.prefix(4) } == ["inst", "unin"])
        #expect(result.stages[0].outcome.values["releaseName"] == nil)
    }

    @Test func whatStaysIsTold() async throws {
        let cluster = Cluster(failing: ["test", "uninstall"])
        let fixture = try RunFixture(Self.config("{ chart: {} }"), reachesOut: true, services: cluster.services)
        let result = await fixture.run.execute()
        let name = try #require(cluster.releases.first).name
        #expect(result.failure?.description == "cannot test")
        #expect(cluster.calls == ["install \(name)", "test \(name)", "uninstall \(name)"])
        #expect(fixture.warnings == ["the release \(name) stays: cannot uninstall"])
    }

    @Test func aCancelledRunTakesItsReleaseAway() async throws {
        let gate = Gate()
        let cluster = Cluster(installing: {
            gate.open()
            try await Gate().pass()
        })
        let fixture = try RunFixture(Self.config("{ chart: {} }"), reachesOut: true, services: cluster.services)
        let running = Task { await fixture.run.execute() }
        try await gate.pass()
        running.cancel()
        #expect(await running.value.state == .cancelled)
        #expect(cluster.calls.map { $0.prefix(4) } == ["inst", "unin"])
    }

    @Test func saysWhatItWouldDoInRunsThatReachNobody() async throws {
        let cluster = Cluster()
        let fixture = try RunFixture(Self.config("{ chart: { name: c } }"), services: cluster.services)
        try await fixture.run.check()
        let result = await fixture.run.execute()
        #expect(result.state == .passed && cluster.calls == [])
        guard case .text(let name)? = result.stages[0].outcome.values["releaseName"] else {
            Issue.record("no name is bound")
            return
        }
        let steps = fixture.events.compactMap { if case .stepStarted(_, let text) = $0 { text } else { nil } }
        #expect(steps.last == "deploy nothing, as the run does not reach out; it would be c as \(name)")
    }

    @Test(arguments: [
        ("{ chart: { name: ./x } }", "`production` cannot deploy: `./x` is no name of a chart"),
        ("{ chart: { name: a/b } }", "`production` cannot deploy: `a/b` is no name of a chart"),
        ("{ chart: { name: --debug } }", "`production` cannot deploy: `--debug` is no name of a chart"),
    ])
    func namesThatAreNoChartsAreRefusedBeforehand(_ step: String, _ message: String) async throws {
        let fixture = try RunFixture(Self.config(step), reachesOut: true, services: Cluster().services)
        let failure = await #expect(throws: StageFailure.self) { try await fixture.run.check() }
        #expect(failure?.description.hasPrefix(message) == true, "\(String(describing: failure))")
    }

    @Test func aMissingProgramOrRepositoryIsFoundBeforehand() async throws {
        let config = Self.config("{ chart: {} }")
        let missing = try RunFixture(config, reachesOut: true, services: Cluster(failing: ["check"]).services)
        let failure = await #expect(throws: StageFailure.self) { try await missing.run.check() }
        #expect(failure?.description == "cannot check")
        let undescribed = try RunFixture(config, reachesOut: true)
        let refusal = await #expect(throws: StageFailure.self) { try await undescribed.run.check() }
        #expect(
            refusal?.description == """
                `production` cannot deploy: the run configuration has no `helm.repository`
                  help: give there the address of the repository that charts come from
                """)
    }

    @Test func thePlanTellsIt() async throws {
        let config = Self.config("{ chart: { name: c, version: '1' }, test: false }")
        let fixture = try RunFixture(config, reachesOut: true, services: Cluster().services)
        let step = await fixture.run.plan().pipelines[0].stages[0].steps.last
        #expect(step?.text == "chart c 1 with ${.imageName}:${.imageTag}")
    }
}
