import PipelineTestSupport
import Testing

/// Builds from a context that is not in the repository.
@Suite(.timeLimit(.minutes(10)))
struct RemoteContextTests {
    private static func config(_ context: String, copies: String = "copies: [local]") -> String {
        """
        pipelines:
          other:
            blubberfile:
              version: v4
              base: \(ServiceBase.name)
              lives: { in: /srv/app }
              variants: { test: { \(copies), entrypoint: [sh, -c, "cat word; ls -A"] } }
            stages: [ { name: test, build: { variant: test, context: '\(context)' }, run: true } ]

        """
    }

    @Test(arguments: TestEngine.allCases)
    func anotherRepositoryIsFetched(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let script = """
                git init --quiet --initial-branch main work; cd work; mkdir part; echo 'from elsewhere' > part/word
                echo x > part/left-out; echo left-out > part/.dockerignore; cp -r part/. .; echo x > beside; ln -s / link
                git add --all; git commit --quiet --message one; git clone --quiet --bare . ../served/other.git
                """
            try await sandbox.shell("mkdir served; \(script)")
            let server = try await GitServer("\(sandbox.folder)/served")
            let address = "git://127.0.0.1:\(server.port)/other.git"
            let repository = try await ServiceRepository(
                in: sandbox, config: Self.config("\(address)#main:part"))
            let result = try await sandbox.run(repository, "--format", "plain")
            #expect(result.code == 0, "\(result.error)")
            let lines = result.errorLines.filter { $0.hasPrefix("[other/test] ") }
            #expect(lines.contains("[other/test] from elsewhere"), "\(result.error)")
            #expect(lines.contains("[other/test] word") && !lines.contains("[other/test] left-out"))
            #expect(!lines.contains("[other/test] beside"))
            try await sandbox.expectNothingLeft()

            // A link to a place outside of it is no part of it.
            try repository.write(".pipeline/config.yaml", Self.config("\(address)#main:link"))
            try await repository.commit("link")
            let outside = try await sandbox.run(repository, "--format", "plain")
            #expect(outside.code == 1 && outside.error.contains("it has no folder `link`"), "\(outside.error)")

            let prepared = "copies: [{ from: local, exclude: [beside] }]"
            try repository.write(".pipeline/config.yaml", Self.config(address, copies: prepared))
            try await repository.commit("two")
            let refused = try await sandbox.run(repository, "--format", "plain")
            #expect(refused.code != 0)
            #expect(refused.error.contains("leaves files out of the build context \(address)"), "\(refused.error)")
            await server.stop()
        }
    }
}
