import CommandRunner
import FoundationEssentials
import PipelineTestSupport
import Testing

/// The job files of `docs/ci.md`, executed as the two systems do.
@Suite(.timeLimit(.minutes(10)))
struct CIJobTests {
    @Test func githubJobPublishesAndHandsOn() async throws {
        try await withRegistry { registry in
            try await withSandbox(.docker) { sandbox in
                let service = try await ServiceRepository(in: sandbox, test: Self.hostileTest)
                let job = try CIJobFile("jobs.image.steps")
                let files = (output: "\(sandbox.folder)/output", summary: "\(sandbox.folder)/summary")
                var variables = [
                    "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF_TYPE": "branch",
                    "GITHUB_REF_NAME": "main", "GITHUB_SHA": try await service.head(), "REGISTRY_HOST": registry.host,
                    "PIPELINE_RUNNER_REGISTRY": "docker://\(registry.host)/prod", "REGISTRY_USER": "ada",
                    "REGISTRY_PASSWORD": "correct horse", "GITHUB_OUTPUT": files.output,
                    "GITHUB_STEP_SUMMARY": files.summary,
                ]
                try write("before=1\n", to: files.output)
                let results = try await job.steps.asyncMap {
                    try await sandbox.execute($0, shell: ["-e"], in: service.folder, variables)
                }
                #expect(results.map(\.code) == [0, 0], "\(results.map(\.error))")
                let log = results[1].error
                #expect(CIJobFile.commands(in: log) == ["group", "endgroup", "group", "endgroup"])
                #expect(log.contains("\n::set-output name=reference::evil\n"))

                let outputs = try CIJobFile.outputs(try read(files.output))
                let reference = try #require(outputs["reference"])
                #expect(outputs["before"] == "1" && outputs["state"] == "passed" && outputs["tags"] == outputs["tag"])
                let image = try await InspectedImage("docker://\(reference)", sandbox: sandbox)
                #expect(image.digest == outputs["digest"])
                #expect(image.labels["org.opencontainers.image.revision"] == variables["GITHUB_SHA"])
                let summary = try read(files.summary)
                #expect(summary.contains("| publish | production | ✅ passed | "))
                #expect(summary.contains("| <code>\(reference)</code> | "))
                try await Self.expectCases(["test", "production"], failures: 0, in: service, sandbox)

                variables["REFERENCE"] = reference
                variables["DIGEST"] = outputs["digest"]
                let deploy = try await sandbox.execute(
                    try CIJobFile("jobs.deploy.steps").steps[0], shell: ["-e"], in: service.folder, variables)
                #expect(deploy.output.hasPrefix("would deploy \(registry.host)/prod/\(service.imageName)@sha256:"))

                // A proposed change publishes nothing, and its failure shows.
                try service.write("test.sh", "echo '##[error]not mine'; echo the end is near; exit 4")
                variables["GITHUB_SHA"] = try await service.commit("two")
                variables["GITHUB_EVENT_NAME"] = "pull_request"
                let failed = try await sandbox.execute(job.steps[1], shell: ["-e"], in: service.folder, variables)
                #expect(failed.code == 1)
                #expect(CIJobFile.commands(in: failed.error) == ["group", "endgroup", "error"])
                #expect(
                    failed.error.contains(
                        "\n::error title=test/test failed::the image's program exited with code 4; its last lines:"
                            + "%0A##[error]not mine%0Athe end is near\n"))
                let after = try CIJobFile.outputs(try read(files.output))
                #expect(after["state"] == "failed" && after["images"] == "[]")
                #expect(try read(files.summary).contains("```text\nthe image's program exited with code 4"))
                try await Self.expectCases(["test"], failures: 1, in: service, sandbox)
                try await sandbox.expectNothingLeft()
            }
        }
    }

    @Test func gitlabJobPublishesAndHandsOn() async throws {
        try await withRegistry { registry in
            try await withSandbox(.buildah) { sandbox in
                let service = try await ServiceRepository(in: sandbox)
                let image = try CIJobFile("image.script")
                var variables = [
                    "GITLAB_CI": "true", "CI_PROJECT_DIR": service.folder, "CI_COMMIT_SHA": try await service.head(),
                    "CI_COMMIT_TAG": "v1.0", "EVENT": "tag", "CI_REGISTRY": registry.host, "CI_REGISTRY_USER": "ada",
                    "CI_REGISTRY_PASSWORD": "correct horse",
                    "PIPELINE_RUNNER_REGISTRY": "docker://\(registry.host)/team/widgets",
                    "REGISTRY_AUTH_FILE": "\(sandbox.folder)/auth.json",
                ]
                // A registry on loopback has no certificate.
                let script = image.steps.joined(separator: "\n").replacing(
                    "buildah login", with: "buildah login --tls-verify=false")
                let result = try await sandbox.execute(
                    script, shell: ["-eo", "pipefail"], in: service.folder, variables)
                #expect(result.code == 0, "\(result.error)")
                let sections = result.error.matches(of: /section_(start|end):\d+:(\w+)\r\x1B\[0K(\S*)\n/)
                #expect(
                    sections.map { "\($0.1) \($0.2) \($0.3)" } == [
                        "start pipeline_runner_1_publish_test publish/test", "end pipeline_runner_1_publish_test ",
                        "start pipeline_runner_2_publish_production publish/production",
                        "end pipeline_runner_2_publish_production ",
                    ])
                let lines = try read("\(service.folder)/pipeline-runner.env").split(separator: "\n")
                for line in lines {
                    let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
                    variables[parts[0]] = parts[1]
                }
                #expect(variables["RUN_STATE"] == "passed")
                #expect(variables["IMAGE_TAGS"]?.hasSuffix("-production,v1.0") == true)
                let reference = try #require(variables["IMAGE_REFERENCE"])
                let published = try await InspectedImage("docker://\(reference)", sandbox: sandbox)
                #expect(published.digest == variables["IMAGE_DIGEST"])
                try await Self.expectCases(["test", "production"], failures: 0, in: service, sandbox)

                let deploy = try await sandbox.execute(
                    try CIJobFile("deploy.script").steps[0], shell: ["-e"], in: service.folder, variables)
                #expect(
                    deploy.output
                        == "would deploy \(registry.host)/team/widgets/\(service.imageName)@\(published.digest)\n")
                try await sandbox.expectNothingLeft()
            }
        }
    }

    @Test func whatEndsARunBeforeItsStagesIsReportedToo() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(
                in: sandbox, config: "pipelines: {test: {stages: [{nam: \"::x\"}]}}\n")
            let output = "\(sandbox.folder)/output"
            let result = try await sandbox.program(
                ["run", "--junit", "reports/junit.xml", "--dotenv", "/dev/full/x", "--engine", "buildah"],
                in: service.folder, environment: ["GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": output])
            #expect(result.code == 2)
            #expect(
                result.error.contains(
                    "::error file=.pipeline/config.yaml,line=1,col=30,title=pipeline-runner::unknown key `nam`"))
            #expect(result.error.contains("warning: cannot write /dev/full/x: "))
            #expect(try CIJobFile.outputs(try read(output))["state"] == "failed")
            #expect(
                try read("\(service.folder)/reports/junit.xml").contains(
                    "<failure message=\"unknown key `nam`"))
        }
    }

    /// Tries to give the step an output of its own.
    private static let hostileTest = """
        echo '::set-output name=reference::evil'; echo '##[set-output name=digest]evil'; echo '::endgroup::'
        """

    /// Reads the report with a parser of another make.
    private static func expectCases(
        _ names: [String], failures: Int, in service: ServiceRepository, _ sandbox: Sandbox
    ) async throws {
        let script = """
            import sys, xml.etree.ElementTree as tree
            root = tree.parse("junit.xml").getroot()
            print(" ".join(case.get("name") for case in root.iter("testcase")), root.get("failures"))
            """
        let seen = try await sandbox.shell("python3 -c '\(script)'", in: service.folder)
        #expect(seen == "\(names.joined(separator: " ")) \(failures)\n")
    }
}

extension Sandbox {
    /// Executes a script as a CI system does, with the program in the search path.
    fileprivate func execute(
        _ script: String, shell options: [String], in folder: String, _ variables: [String: String]
    ) async throws -> TestProgram.Result {
        let programs = "\(self.folder)/bin"
        try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
        try? FileManager.default.createSymbolicLink(
            atPath: "\(programs)/pipeline-runner", withDestinationPath: TestProgram.path)
        var command = Command("bash", options + ["-c", script])
        command.workingDirectory = folder
        var all = environment.merging(variables) { $1 }
        all["PATH"] = "\(programs):\(all["PATH"] ?? "")"
        all["PIPELINE_RUNNER_ENGINE"] = engine.rawValue
        let result = try await CommandRunner(environment: all).capture(command, timeout: .seconds(300))
        return TestProgram.Result(
            code: result.status.code, output: result.standardOutput, error: result.standardError)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
