import FoundationEssentials
import PipelineTestSupport
import Testing

/// A published image whose tag is written into a deployment repository.
@Suite(.timeLimit(.minutes(5)))
struct PromoteTests {
    private static let config = """
        pipelines:
          publish:
            blubberfile: blubber.yaml
            stages:
              - name: production
                build: production
                publish: {image: {tag: "1.10"}}
                promote:
                  - {chart: svc, environments: [staging, production]}

        """

    private static let values = "# deployed by machine\nmain_app:\n  version: '0.9'  # the image's tag\n"

    /// Hands `body` a service, and beside it `deploy.git` with the values of two environments, served over http.
    private func withDeployments(
        key: String = "main_app.version",
        _ body: @escaping @Sendable (Sandbox, ServiceRepository, _ arguments: [String]) async throws -> Void
    ) async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox, config: Self.config)
            for environment in ["staging", "production"] {
                try write(Self.values, to: "\(sandbox.folder)/deploy/charts/svc/\(environment).yaml")
            }
            try await sandbox.shell(
                """
                git init -q --bare -b main deploy.git; cd deploy; git init -q -b main; git add .; git commit -q -m 1
                git push -q ../deploy.git main
                """)
            try await GitWebServer.with(sandbox.folder) { server in
                let file = "\(sandbox.folder)/runner.yaml"
                try write(
                    """
                    credentials:
                      robot: {kind: usernamePassword, username: robot, password: {env: GIT_PASSWORD}}
                    deployments:
                      repository: "\(server.url)/deploy.git"
                      file: "charts/{chart}/{environment}.yaml"
                      key: \(key)
                      credential: robot
                      author: CI <ci@example.org>

                    """, to: file)
                try await body(
                    sandbox, service, ["run", "--engine", "buildah", "--config", file, "--format", "plain"])
            }
        }
    }

    private static let secrets = ["GIT_PASSWORD": GitWebServer.account.password]

    @Test func publishedTagsAreWrittenOnce() async throws {
        try await withDeployments { sandbox, service, arguments in
            let trial = try await sandbox.program(arguments, in: service.folder, environment: Self.secrets)
            #expect(trial.code == 0, "\(trial.error)")
            #expect(
                trial.error.contains(
                    "promote nothing, as the run does not reach out; it would be svc to 1.10 in staging, production\n"))

            for expected in ["pushed ", "nothing to change: svc is at 1.10 already"] {
                let result = try await sandbox.program(
                    arguments + ["--event", "merge"], in: service.folder, environment: Self.secrets)
                #expect(result.code == 0, "\(result.error)")
                #expect(result.error.contains(expected), "\(result.error)")
                #expect(!(result.error + result.output).contains(GitWebServer.account.password))
            }
            let text = try await sandbox.shell(
                """
                git -C deploy.git show main:charts/svc/staging.yaml main:charts/svc/production.yaml
                git -C deploy.git log --format='%an%n%B' main
                """)
            let head = try await service.head()
            let changed = Self.values.replacing("0.9", with: "1.10")
            let run = try #require(text.firstMatch(of: /Build: (\S+)/)).1
            #expect(
                text == changed + changed + """
                    CI
                    svc: pipeline bot promote

                    Promote svc to version 1.10

                    Job: \(service.project) publish/production Build: \(run)
                    Commit: \(head)

                    Ada
                    1


                    """)
        }
    }

    @Test func aPlanSaysIt() async throws {
        try await withDeployments { sandbox, service, arguments in
            let result = try await sandbox.program(
                arguments + ["--event", "merge", "--dry-run"], in: service.folder, environment: Self.secrets)
            #expect(result.code == 0, "\(result.error)")
            #expect(result.output.contains("promote  svc to ${.imageTag} in staging, production\n"), "\(result.output)")
        }
    }

    @Test func whatCannotBeWrittenFailsTheRun() async throws {
        try await withDeployments(key: "main_app.tag") { sandbox, service, arguments in
            let result = try await sandbox.program(
                arguments + ["--event", "merge"], in: service.folder, environment: Self.secrets)
            #expect(result.code == 1)
            #expect(
                result.error.contains(
                    """
                    cannot promote svc: charts/svc/staging.yaml:3:3: there is no `main_app.tag`
                    """), "\(result.error)")
            #expect(try await sandbox.shell("git -C deploy.git log --format=%s main") == "1\n")

            let wrong = try await sandbox.program(
                arguments + ["--event", "merge"], in: service.folder, environment: ["GIT_PASSWORD": "wrong password"])
            #expect(wrong.code == 1)
            #expect(wrong.error.contains("the server refuses the password of robot\n"), "\(wrong.error)")
            let absent = try await sandbox.program(arguments + ["--event", "merge"], in: service.folder)
            #expect(absent.code == 3)
            #expect(absent.error.contains("the environment variable GIT_PASSWORD is not set"))
        }
    }

    @Test func withoutARepositoryNothingIsBuilt() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox, config: Self.config)
            let local = try await sandbox.run(service, "--publish")
            #expect(local.code == 2)
            #expect(
                local.error.hasSuffix(
                    """
                    error: `production` cannot promote: the run configuration has no `deployments`
                      help: describe there which repository and which file in it versions are written to

                    """), "\(local.error)")
        }
    }
}
