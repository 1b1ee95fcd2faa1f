import FoundationEssentials
import PipelineTestSupport
import Testing

/// The tests that a tree's images come with: what becomes of an image, of its containers and of secrets.
@Suite(.timeLimit(.minutes(10)))
struct ImageVerificationTests {
    @Test(arguments: TestEngine.allCases)
    func aTestThatFails(engine: TestEngine) async throws {
        try await withRegistry { registry in
            try await withImageTree(engine, registry: registry.host) { tree in
                try tree.configure(registry: registry.host)
                try tree.image(
                    "base", test: "docker run --rm --network none \"$1\" sh -c 'echo it is broken >&2; exit 5'")
                try tree.image("runtime", on: "base")
                try tree.image("other", test: "docker run --rm --network none --entrypoint cat \"$1\" /other")
                let result = try await tree.images("build", "--publish", "-v")
                #expect(result.code == 1)
                #expect(labels(result) == ["\(registry.host)/other:1.0-1"], "\(result.error)")
                #expect(result.error.contains("[base] it is broken\n"))
                #expect(
                    result.error.contains("[base] FAILED: its test failed: exit code 5\n[base]   it is broken\n"),
                    "\(result.error)")
                #expect(
                    result.error.contains(
                        "not built or not published:\n* \(registry.host)/base:1.0-1: its test failed: exit code 5\n* \(registry.host)/runtime:1.0-1: not built because of base\nthe full log: "
                    ))
                let held = try await tree.sandbox.shell("curl -s http://\(registry.host)/v2/_catalog")
                #expect(held == "{\"repositories\":[\"other\"]}\n")
                // An image that failed its test is none, for nobody.
                for flag in ["--publish", "--no-publish"] {
                    let plan = try await tree.images("build", flag, "--dry-run", "--select", "*/runtime:*")
                    #expect(
                        plan.output == """
                            build \(registry.host)/base:1.0-1: `runtime` needs it
                            build \(registry.host)/runtime:1.0-1: 1.0-1 is neither in the registry nor here

                            """, "\(flag)")
                }
                let list = try await tree.images("list", "--select", "*/base:*")
                #expect(list.output.contains(#/\nbase +1\.0-1 +outdated /#), "\(list.output)")
                try tree.image("base", test: "true")
                let mended = try await tree.images("build", "--publish")
                #expect(mended.code == 0, "\(mended.error)")
                #expect(labels(mended) == ["base", "runtime"].map { "\(registry.host)/\($0):1.0-1" })
            }
        }
    }

    /// Nothing of a test stays that is stopped, and its image does not count as built.
    @Test(arguments: TestEngine.allCases, ["INT", "timeout"])
    func aTestThatIsStopped(engine: TestEngine, how: String) async throws {
        try await withImageTree(engine, registry: "stopped") { tree in
            let endless = "endless-\(how.lowercased())"
            let seconds = tree.sandbox.nap
            try tree.configure(registry: "localhost", "namespace: stopped-\(how.lowercased())")
            try tree.image("done")
            try tree.image(
                endless,
                test: "docker run --rm --network none \"$1\" sh -c 'echo up; exec sleep \(seconds)'")
            try tree.image("on-it", on: endless)
            let engineFlags = "--engine \(engine.rawValue) --state state images"
            let start = "exec '\(TestProgram.path)' images build -v --jobs 1 \(engineFlags)"
            let output: String
            if how == "timeout" {
                output = try await tree.sandbox.shell("(\(start) --timeout 20s) 2>&1 || echo code $?")
                #expect(output.contains("[\(endless)] FAILED: stopped after 20 s\n"), "\(output)")
                #expect(output.contains("[on-it] not built because of \(endless)\n") && output.hasSuffix("code 1\n"))
            } else {
                output = try await tree.sandbox.shell(
                    """
                    (\(start)) >output 2>&1 & child=$!
                    until grep -q '\(endless). up' output; do sleep 0.2; done
                    kill -INT $child; wait $child || echo code $? >>output; cat output
                    """)
                #expect(output.contains("stopped; not done: \(endless), on-it\nthe full log: "), "\(output)")
                #expect(output.contains("localhost/stopped-int/done:1.0-1 sha256:") && output.hasSuffix("code 130\n"))
            }
            let processes = try await tree.sandbox.shell("pgrep -fx 'sleep \(seconds)' || true")
            #expect(processes == "", "\(output)")
            let containers =
                engine == .docker
                ? "docker ps -a --filter ancestor=localhost/stopped-\(how.lowercased())/\(endless):1.0-1 -q"
                : "buildah containers -q"
            #expect(try await tree.sandbox.shell(containers) == "")
            let plan = try await tree.images("build", "--dry-run", "--state", "state")
            let planned =
                "build localhost/stopped-\(how.lowercased())/\(endless):1.0-1: its last build or test on this machine did not end well\n"
            #expect(plan.output.contains(planned), "\(plan.output)\(plan.error)")
        }
    }

    /// As docker's client would, the stand-in ends the program in its container.
    @Test func aTestThatStopsItsContainer() async throws {
        try await withImageTree(.buildah, registry: "stopped") { tree in
            try tree.configure(registry: "''")
            try tree.image(
                "a",
                test: """
                    docker run --rm --network none "$1" sh -c 'echo up; exec sleep \(tree.sandbox.nap)' >up & child=$!
                    until grep -q up up; do sleep 0.1; done
                    kill "$child"
                    wait "$child" || test $? -eq 143
                    ! pgrep -fx 'sleep \(tree.sandbox.nap)'
                    echo hello | docker run --rm -i --network none "$1" cat | grep -q hello
                    """)
            let result = try await tree.images("build")
            #expect(result.code == 0, "\(result.error)")
            #expect(try await tree.sandbox.shell("buildah containers -q") == "")
        }
    }

    /// The account that publishes is for nobody's eyes, a test's least of all.
    @Test(arguments: TestEngine.allCases)
    func testsDoNotSeeTheAccount(engine: TestEngine) async throws {
        try await withRegistry(.account) { registry in
            try await withImageTree(engine, registry: registry.host) { tree in
                let account = TestRegistry.account
                try tree.configure(
                    registry: registry.host, "username: \(account.name)\npassword: \(account.password)")
                try tree.image(
                    "a",
                    test:
                        "env; cat \"${REGISTRY_AUTH_FILE:-/dev/null}\" \"${DOCKER_CONFIG:-/nowhere}/config.json\" || true"
                )
                let result = try await tree.images("build", "-v")
                #expect(result.code == 0, "\(result.error)")
                let secret = try await tree.sandbox.shell("printf '%s' '\(account.name):\(account.password)' | base64")
                #expect(!result.error.contains(secret.prefix { $0 != "\n" }))
                #expect(!result.error.contains("pipeline-runner-account-"))
                // The name stays on this machine.
                let latest = engine == .docker ? "docker image inspect" : "buildah inspect --type image"
                try await tree.sandbox.shell("\(latest) '\(registry.host)/a:latest' >/dev/null")
            }
        }
    }
}
