import FoundationEssentials
import PipelineTestSupport
import Synchronization
import Testing

/// `pipeline-runner.yaml`: where it is found, what it decides, and that what it grants stays secret.
@Suite(.timeLimit(.minutes(10)))
struct RunConfigurationTests {
    private static let token = "correct-horse&battery=staple?42"
    private static let password = #"sword"fish\is taken"#
    private static let keyLine = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW"

    private static let configuration = """
        credentials:
          token: {kind: string, value: {env: TEST_TOKEN}, repositories: ["it/*"]}
          account: {kind: usernamePassword, username: robot, password: {file: password}, repositories: ["it/**"]}
          key: {kind: sshKey, key: {file: key}, repositories: ["*/*"]}
          other: {kind: string, value: {env: NOT_THERE}, repositories: [another/project]}

        """

    private static let config = """
        pipelines:
          check:
            blubberfile: blubber.yaml
            stages:
              - name: unit
                build: test
                run:
                  tail: -1
                  credentials:
                    - {id: token, name: REGISTRY_TOKEN}
                    - {id: account, usernameVariable: ACCOUNT, passwordVariable: ACCOUNT_PASSWORD}
                    - {id: key, keyFileVariable: KEY_FILE}
              - {name: again, run: {image: "${unit.imageID}", arguments: ["${unit.output}"]}}

        """

    /// Prints what it was given in every way that a shell has at hand.
    private static let hostile = """
        [ $# = 0 ] || { echo "second run, $# argument"; exit 3; }
        t=$REGISTRY_TOKEN
        [ ${#t} = 31 ] && [ "$ACCOUNT" = robot ] && [ ${#ACCOUNT_PASSWORD} = 19 ] && echo all is there
        echo "plain $t"; echo "to stderr $t" >&2
        printf '%s' "${t%battery*}"; sleep 0.1; printf '%s\\n' "battery${t#*battery}"
        echo "${t%battery*}"; echo "battery${t#*battery}"
        for before in '' a ab; do printf '%s%s' "$before" "$t" | base64; done
        printf '%s%s%s' "$t" "$t" "$t" | base64
        printf '%s' "$t" | sed 's/&/%26/; s/=/%3d/; s/?/%3F/'; echo
        printf '%s' "$t" | od -An -tx1 | tr -d ' \\n'; echo
        printf '{"json": "%s"}\\n' "$(printf '%s' "$ACCOUNT_PASSWORD" | sed 's/\\\\/\\\\\\\\/g; s/"/\\\\"/g')"
        cat "$KEY_FILE"
        echo "key at $KEY_FILE with mode $(stat -c %a "$KEY_FILE"), mine: $([ -O "$KEY_FILE" ] && echo yes)"
        { echo x >> "$KEY_FILE"; } 2> /dev/null && echo the key can be changed
        echo "interfaces: $(ip -o link | wc -l)"
        """

    @Test(arguments: TestEngine.allCases)
    func secretsStaySecret(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let folder = "\(sandbox.folder)/home/.config/pipeline-runner"
            try write(Self.configuration, to: "\(folder)/pipeline-runner.yaml")
            try write(Self.password + "\n", to: "\(folder)/password")
            try write("-----BEGIN-----\n\(Self.keyLine)\n-----END-----\n", to: "\(folder)/key")
            let service = try await ServiceRepository(in: sandbox, config: Self.config, test: Self.hostile)

            let isDone = Mutex(false)
            async let seen = Self.commandLines(until: isDone)
            let result = try await sandbox.program(
                ["run", "--engine", engine.rawValue, "--format", "json"], in: service.folder,
                environment: ["TEST_TOKEN": Self.token])
            isDone.withLock { $0 = true }
            #expect(await seen == [])

            let report = try Report(result)
            // The second stage is given the first one's output, and fails with it on purpose.
            #expect(report.stages.map(\.state) == ["passed", "failed"], "\(result.error)")
            let texts = try result.errorLines.map { try Event($0) }.compactMap(\.text)
            #expect(texts.contains("all is there"))
            #expect(texts.contains("plain ***") && texts.contains("to stderr ***"))
            #expect(texts.contains { $0.hasPrefix("key at /run/secrets/key with mode 400, mine: yes") })
            #expect(!texts.contains("the key can be changed"))
            #expect(texts.contains("interfaces: 1"))

            let log = try read(try #require(report.log))
            let images = try await sandbox.shell(
                engine == .docker
                    ? "for i in $(docker images -q --no-trunc --filter label=ci.project=\(service.project)); do docker inspect $i; docker history --no-trunc $i; done"
                    : "for i in $(buildah images -q --no-trunc); do buildah inspect --type image $i; done")
            #expect(images.contains(service.project))
            let state = try await sandbox.shell("cat $(find '\(sandbox.state)' -type f | grep -v blobs)")
            for (place, text) in [
                "output": result.output, "events": result.error, "log": log, "images": images, "state": state,
            ] {
                for piece in Self.pieces where text.contains(piece) { Issue.record("\(place) has \(piece)") }
            }
            try await sandbox.expectNothingLeft()
        }
    }

    /// What must be nowhere: long enough not to be there by chance.
    private static var pieces: [String] {
        let bytes = Data(token.utf8)
        let encoded = (0..<3).map { offset in
            let text = (Data(repeating: 97, count: offset) + bytes).base64EncodedString()
            return String(text.dropFirst(4).dropLast(4))
        }
        let hexadecimal = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return ["correct-horse", "battery=", "staple?", "staple%", hexadecimal, "sword", "is taken", keyLine] + encoded
    }

    /// The argument lists that held a secret while a run went on.
    private static func commandLines(until isDone: borrowing Mutex<Bool>) async -> [String] {
        var seen: [String] = []
        while !isDone.withLock({ $0 }) {
            for piece in ["correct-horse", "sword\"fish", keyLine] {
                seen += ProcessTable.commandLines(containing: piece)
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return seen
    }

    @Test func whatIsNotGrantedIsRefusedBeforeAnythingIsBuilt() async throws {
        try await withSandbox(.buildah) { sandbox in
            let config = """
                pipelines:
                  check:
                    blubberfile: blubber.yaml
                    stages:
                      - {name: unit, build: test, run: {credentials: [{id: other, name: T}]}}

                """
            let service = try await ServiceRepository(in: sandbox, config: config)
            let file = "\(sandbox.folder)/runner.yaml"
            try write(Self.configuration, to: file)
            let result = try await sandbox.run(service, "--config", file)
            #expect(result.code == 2)
            #expect(
                result.error.contains("5:60: error: `\(service.project)` may not use the credential `other`\n"),
                "\(result.error)")
            #expect(
                result.error.contains(
                    """
                      note: allowed credentials: account, key, token
                      help: add it to `credentials` in \(file), with `repositories: [\(service.project)]`
                    """), "\(result.error)")
            try write("credentials: {other: {kind: string, value: {env: NOT_THERE}, repositories: ['**']}}", to: file)
            let missing = try await sandbox.run(service, "--config", file)
            #expect(missing.code == 3)
            #expect(
                missing.error.hasSuffix(
                    "error: the credential `other` is not there: the environment variable NOT_THERE is not set\n"))
        }
    }

    @Test func theFirstFileCounts() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            func doctor(_ arguments: String..., variables: [String: String?] = [:]) async throws -> String {
                let result = try await sandbox.program(
                    ["doctor", "--engine", "buildah"] + arguments, in: service.folder, environment: variables)
                let lines = result.output.split(separator: "\n")
                return lines.first { $0.contains("configuration:") }.map(String.init) ?? result.error
            }
            #expect(try await doctor() == "[ok] configuration: no file; the defaults hold")
            let own = "\(sandbox.folder)/home/.config/pipeline-runner/pipeline-runner.yaml"
            try write("jobs: 2", to: own)
            #expect(try await doctor() == "[ok] configuration: \(own)")
            let other = "\(sandbox.folder)/xdg/pipeline-runner/pipeline-runner.yaml"
            try write("", to: other)
            #expect(
                try await doctor(variables: ["XDG_CONFIG_HOME": "\(sandbox.folder)/xdg"])
                    == "[ok] configuration: \(other)")
            try service.write("pipelines/pipeline-runner.yaml", "jobs: 3")
            let repository = "\(service.folder)/pipelines/pipeline-runner.yaml"
            #expect(try await doctor() == "[ok] configuration: \(repository)")
            #expect(try await doctor("--config", own) == "[ok] configuration: \(own)")
            #expect(try await doctor(variables: ["PIPELINE_RUNNER_CONFIG": own]) == "[ok] configuration: \(own)")
        }
    }

    @Test func aRepositorysFileGrantsNothing() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            try service.write("pipelines/pipeline-runner.yaml", "network: {run: host}\n")
            let local = try await sandbox.run(service)
            #expect(local.code == 2)
            #expect(
                local.error.contains("pipelines/pipeline-runner.yaml:1:1: error: a repository's own file may not give"))
            // In CI it is not looked at.
            let gate = try await sandbox.run(service, "--event", "gate")
            #expect(gate.code == 0, "\(gate.error)")
            let checked = try await sandbox.program(["validate", "pipelines/pipeline-runner.yaml"], in: service.folder)
            #expect(checked.code == 2)
        }
    }

    @Test func eventsNamePipelines() async throws {
        try await withSandbox(.buildah) { sandbox in
            let config = """
                pipelines:
                  lint: {blubberfile: blubber.yaml, stages: [{name: test}]}
                  test-unit: {blubberfile: blubber.yaml, stages: [{name: test}]}
                  slow: {blubberfile: blubber.yaml, stages: [{name: test}]}

                """
            let service = try await ServiceRepository(in: sandbox, config: config)
            let file = "\(sandbox.folder)/runner.yaml"
            try write("events: {gate: ['test*', lint], merge: [nothing]}\ntimeouts: {total: 1h}\n", to: file)
            let gate = try Report(
                try await sandbox.run(service, "--config", file, "--event", "gate", "--format", "json"))
            #expect(gate.stages.map(\.pipeline) == ["lint", "test-unit"])
            #expect(gate.state == "passed")
            let merge = try await sandbox.run(service, "--config", file, "--event", "merge")
            #expect(merge.code == 2)
            #expect(
                merge.error.hasSuffix(
                    """
                    error: the run configuration names no pipeline of .pipeline/config.yaml for this event
                      help: it has: lint, test-unit, slow

                    """), "\(merge.error)")
        }
    }

    /// A parent that is known as neither a base nor a production image keeps a service from being published.
    @Test(arguments: TestEngine.allCases)
    func knownParents(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(in: sandbox)
            let file = "\(sandbox.folder)/runner.yaml"
            try write("knownParents: true\n", to: file)
            let refused = try await sandbox.run(service, "--config", file)
            #expect(refused.code == 1, "\(refused.error)")
            #expect(
                refused.error.contains("stands on \(ServiceBase.name), which is neither a base nor a production image"))
            #expect(try isNothingPublished(in: sandbox))
            let allowed = try await sandbox.run(service, "--config", file, "--no-known-parents")
            #expect(allowed.code == 0, "\(allowed.error)")
        }
    }
}
