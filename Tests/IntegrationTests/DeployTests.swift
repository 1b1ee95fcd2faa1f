import CommandRunner
import FoundationEssentials
import PipelineTestSupport
import Testing

/// A published image that is installed on trial, with a program in the place of helm that notes what it is asked for.
@Suite(.timeLimit(.minutes(5)))
struct DeployTests {
    private static let config = """
        pipelines:
          rehearse:
            blubberfile: blubber.yaml
            stages:
              - name: candidate
                build: production
                publish: {image: {tag: candidate}}
                deploy:
                  chart: {name: svc, version: 0.1.x}
                  overrides: {main_app: {replicas: 1, host: "${setup.projectShortName}"}}
              - {name: after, run: {image: "${candidate.imageID}"}}

        """

    private func withHelm(
        _ answers: String = "",
        _ body: @escaping @Sendable (Sandbox, ServiceRepository, _ arguments: [String]) async throws -> Void
    ) async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox, config: Self.config)
            let folder = sandbox.folder
            try await writeProgram(
                """
                #!/bin/bash
                if [ "$1" = version ]; then echo v3.17.3+ge4da497; exit; fi
                printf '%s\\n' "$*" >> '\(folder)/calls'
                for file; do case $file in */values.yaml) cp "$file" '\(folder)/values' ;; esac; done
                \(answers)

                """, to: "\(folder)/helm")
            try write(
                "helm: {command: \(folder)/helm, repository: 'https://charts.example.org/', kubeconfig: kube}\n",
                to: "\(folder)/runner.yaml")
            try await withRegistry { registry in
                try await body(
                    sandbox, service,
                    [
                        "run", "--engine", "buildah", "--config", "\(folder)/runner.yaml", "--format", "plain",
                        "--registry", "docker://\(registry.host)/prod",
                    ])
            }
        }
    }

    /// What the program was asked for, with `R` for the release.
    private func calls(_ sandbox: Sandbox) throws -> [String] {
        let text = (try? read("\(sandbox.folder)/calls")) ?? ""
        guard let release = text.firstMatch(of: /^install (\S+)/)?.1 else { return [] }
        return text.replacing(release, with: "R").replacing(sandbox.folder, with: "F").split(separator: "\n")
            .map(String.init)
    }

    @Test func theImageIsRehearsed() async throws {
        try await withHelm { sandbox, service, arguments in
            let result = try await sandbox.program(arguments + ["--event", "merge"], in: service.folder)
            #expect(result.code == 0, "\(result.error)")
            let calls = try calls(sandbox)
            #expect(
                calls == [
                    "install R svc --repo https://charts.example.org/ --namespace ci --kubeconfig F/kube --wait "
                        + "--timeout 120s --version 0.1.x --values "
                        + "F/state/pipeline-runner/releases/R.tmp/values/values.yaml",
                    "test R --namespace ci --kubeconfig F/kube --timeout 120s",
                    "uninstall R --namespace ci --kubeconfig F/kube",
                ])
            let host = try #require(arguments.last?.dropFirst("docker://".count).dropLast("/prod".count))
            #expect(
                try read("\(sandbox.folder)/values") == """
                    {
                      "docker": {
                        "pull_policy": "IfNotPresent",
                        "registry": "\(host)"
                      },
                      "main_app": {
                        "host": "\(sandbox.name)",
                        "image": "prod/\(service.imageName)",
                        "replicas": 1,
                        "version": "candidate"
                      }
                    }

                    """)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: "\(sandbox.state)/releases").isEmpty)
        }
    }

    @Test func aFailedTestTakesTheReleaseAway() async throws {
        try await withHelm("if [ $1 = test ]; then echo 'Error: pod svc-test failed' >&2; exit 1; fi") {
            sandbox, service, arguments in
            let result = try await sandbox.program(arguments + ["--event", "merge"], in: service.folder)
            #expect(result.code == 1)
            #expect(
                result.error.contains(
                    "helm cannot test svc: it ended with exit code 1\n"), "\(result.error)")
            #expect(result.error.contains("Error: pod svc-test failed\n"))
            #expect(try calls(sandbox).map { $0.prefix(6) } == ["instal", "test R", "uninst"])
        }
    }

    @Test func anInterruptedRunTakesTheReleaseAway() async throws {
        try await withHelm("if [ $1 = install ]; then kill -INT $(cat \"${0%/*}/pid\"); sleep 60; fi") {
            sandbox, service, arguments in
            // The shell leaves its process ID to the program, which takes its place.
            let script = "echo $$ > '\(sandbox.folder)/pid'; exec \"$@\""
            let words = [TestProgram.path] + arguments + ["--event", "merge"]
            var command = Command("sh", ["-c", script, "sh"] + words)
            command.workingDirectory = service.folder
            let result = try await CommandRunner(environment: sandbox.environment).capture(
                command, timeout: .seconds(60))
            #expect(result.status.code == 130, "\(result.standardError)")
            #expect(try calls(sandbox).map { $0.prefix(6) } == ["instal", "uninst"])
        }
    }

    @Test func aClusterThatTakesItsTimeDoesNotHoldUpWhoeverInterrupts() async throws {
        let script = "if [ $1 = install ]; then kill -INT $(cat \"${0%/*}/pid\"); fi; sleep 300"
        try await withHelm(script) { sandbox, service, arguments in
            let start = "echo $$ > '\(sandbox.folder)/pid'; exec \"$@\""
            let words = [TestProgram.path] + arguments + ["--event", "merge", "--junit", "\(sandbox.folder)/junit.xml"]
            var command = Command("sh", ["-c", start, "sh"] + words)
            command.workingDirectory = service.folder
            let result = try await CommandRunner(environment: sandbox.environment).capture(
                command, timeout: .seconds(120))
            #expect(result.status.code == 130, "\(result.standardError)")
            #expect(result.standardError.contains("stays until the next run that deploys"), "\(result.standardError)")
            #expect(try !read("\(sandbox.folder)/junit.xml").contains("name=\"run\" time"))
        }
    }

    @Test func aMissingProgramIsFoundBeforeAnythingIsBuilt() async throws {
        try await withHelm { sandbox, service, arguments in
            try FileManager.default.removeItem(atPath: "\(sandbox.folder)/helm")
            let result = try await sandbox.program(arguments + ["--event", "merge"], in: service.folder)
            #expect(result.code == 3)
            #expect(
                result.error.contains(
                    """
                    error: there is no program `\(sandbox.folder)/helm`, which `deploy` needs
                      help: install helm 3
                    """), "\(result.error)")
            #expect(!result.error.contains("build variant"))
            let gate = try await sandbox.program(arguments + ["--event", "gate"], in: service.folder)
            #expect(gate.code == 0, "\(gate.error)")
            #expect(
                gate.error.contains(
                    /deploy nothing, as the run does not reach out; it would be svc 0.1.x as [a-z0-9]{8}\n/))
        }
    }
}
