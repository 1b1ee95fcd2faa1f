import CommandRunner
import Delivery
import FoundationEssentials
import PipelineTestSupport
import Testing

@testable import PipelineCore

@Suite(.timeLimit(.minutes(1)))
struct HelmProgramTests {
    private static let release = ChartRelease(
        name: "abcd1234", chart: "citoid", version: nil, timeout: 120,
        values: .map(["main_app": .map(["version": .text("1.10"), "on": .word("true")])]))

    private func failure(_ body: () async throws -> Void) async -> DeploymentFailure? {
        await #expect(throws: DeploymentFailure.self) { try await body() }
    }

    @Test func asksForWhatTheStepSays() async throws {
        try await HelmFixture.with { fixture in
            let helm = fixture.helm()
            try await helm.check()
            let lines = CollectedLines()
            try await helm.install(Self.release, output: lines.add)
            #expect(fixture.records() == ["abcd1234.ci.release"])
            try await helm.test(Self.release, output: lines.add)
            try await helm.uninstall(Self.release.name)
            #expect(fixture.records() == [])
            #expect(
                try fixture.calls() == [
                    "install abcd1234 citoid --repo https://charts.example.org/stable/ --namespace ci --wait "
                        + "--timeout 120s --values FOLDER/abcd1234.tmp/values/values.yaml",
                    "test abcd1234 --namespace ci --timeout 120s", "uninstall abcd1234 --namespace ci",
                ])
            #expect(lines.output == ["install done", "test done"])
            #expect(
                try read("\(fixture.root)/values") == """
                    {
                      "main_app": {
                        "on": true,
                        "version": "1.10"
                      }
                    }

                    """)
        }
    }

    @Test func versionAndClusterAreNamed() async throws {
        try await HelmFixture.with { fixture in
            let release = ChartRelease(
                name: "abcd1234", chart: "citoid", version: ">=1 <2", timeout: 5, values: .map([:]))
            let helm = fixture.helm(kubeconfig: "/etc/kube")
            try await helm.install(release) { _ in }
            #expect(
                try fixture.calls() == [
                    "install abcd1234 citoid --repo https://charts.example.org/stable/ --namespace ci --kubeconfig "
                        + "/etc/kube --wait --timeout 5s --version >=1 <2 --values "
                        + "FOLDER/abcd1234.tmp/values/values.yaml"
                ])
            // A chart's name would else mean a file that lies there.
            #expect(try read("\(fixture.root)/folder") == "")
        }
    }

    @Test func aProgramThatIsNotThereIsSaid() async throws {
        try await HelmFixture.with { fixture in
            let missing = await failure { try await fixture.helm(command: "helm-that-is-not-there").check() }
            #expect(missing?.code == .unavailable)
            #expect(
                missing?.description == """
                    there is no program `helm-that-is-not-there`, which `deploy` needs
                      help: install helm 3 (https://helm.sh/docs/intro/install/), or name its program with \
                    `helm.command` in the run configuration
                    """)
            try await writeProgram("#!/bin/sh\necho 'Client: v2.17.0+ga690bad'\n", to: "\(fixture.root)/helm")
            let old = await failure { try await fixture.helm().check() }
            #expect(old?.message == "`\(fixture.root)/helm` is not helm 3 or later: Client: v2.17.0+ga690bad")
        }
    }

    @Test(
        arguments: [
            ("Error: INSTALLATION FAILED: chart \"citoid\" not found in https://x repository", .refused),
            ("Error: INSTALLATION FAILED: context deadline exceeded", .refused),
            ("Error: INSTALLATION FAILED: Kubernetes cluster unreachable: dial tcp 127.0.0.1:1", .unavailable),
            ("Error: looks like \"https://x\" is not a valid chart repository or cannot be reached: EOF", .unavailable),
        ] as [(String, DeploymentFailure.Code)])
    func failuresSayWhoseFaultItIs(_ message: String, _ code: DeploymentFailure.Code) async throws {
        try await HelmFixture.with("echo '\(message)' >&2; exit 1") { fixture in
            let failure = await failure { try await fixture.helm().install(Self.release) { _ in } }
            #expect(failure?.code == code)
            #expect(failure?.message == "helm cannot install citoid: it ended with exit code 1")
            #expect(failure?.details == [message])
        }
    }

    @Test func aReleaseThatIsGoneIsNoFailure() async throws {
        try await HelmFixture.with("echo 'Error: uninstall: Release not loaded: x: release: not found' >&2; exit 1") {
            fixture in
            try await fixture.helm().uninstall("abcd1234")
        }
        try await HelmFixture.with("echo 'Error: cluster unreachable' >&2; exit 1") { fixture in
            let failure = await failure { try await fixture.helm().uninstall("abcd1234") }
            #expect(failure?.description.hasPrefix("helm cannot uninstall it\n  Error: cluster unreachable") == true)
        }
    }

    /// What a process that was killed left is taken away by the next one, and nothing that lives.
    @Test func abandonedReleasesAreTakenAway() async throws {
        try await HelmFixture.with { fixture in
            let living = fixture.helm()
            try await living.install(Self.release) { _ in }
            for name in ["left1.ci.release", "left2.other.release"] {
                try write("", to: "\(fixture.root)/releases/\(name)")
            }
            let lines = CollectedLines()
            let next = ChartRelease(name: "next1234", chart: "citoid", version: nil, timeout: 1, values: .map([:]))
            try await fixture.helm().install(next, output: lines.add)
            #expect(
                try fixture.calls().map { $0.prefix(18) }.dropFirst() == ["uninstall left1 --", "install next1234 c"])
            #expect(lines.output.first == "took away left1, which a killed run had left")
            #expect(fixture.records().contains("left2.other.release"))
            #expect(fixture.records().contains("abcd1234.ci.release"))
            _ = living
        }
    }

    @Test func aCancelledInstallationEnds() async throws {
        try await HelmFixture.with("[ $1 = uninstall ] || sleep 60") { fixture in
            let helm = fixture.helm()
            let installing = Task { try await helm.install(Self.release) { _ in } }
            while try fixture.calls().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            installing.cancel()
            await #expect(throws: CancellationError.self) { try await installing.value }
            #expect(fixture.records() == ["abcd1234.ci.release"])
            try await helm.uninstall(Self.release.name)
            #expect(fixture.records() == [])
        }
    }
}
