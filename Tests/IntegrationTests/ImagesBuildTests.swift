import FoundationEssentials
import PipelineTestSupport
import Testing

/// `pipeline-runner images build` with real engines and registries.
@Suite(.timeLimit(.minutes(10)))
struct ImagesBuildTests {
    /// From nothing to a published tree; then a security update of its root, which touches exactly what stands on it.
    @Test(arguments: TestEngine.allCases)
    func buildUpdateRebuild(engine: TestEngine) async throws {
        try await withRegistry(.account) { registry in
            try await withImageTree(engine, registry: registry.host) { tree in
                let account = TestRegistry.account
                try tree.configure(
                    registry: registry.host, "namespace: prod\nusername: \(account.name)\npassword: \(account.password)"
                )
                try tree.image("base")
                try tree.image("runtime", on: "base", version: "3.11.2-1")
                let test =
                    "test \"$(docker run --rm --network none \"$1\" cat /base /runtime /tool | tr '\\n' ' ')\" = 'base runtime tool '"
                try tree.image("tool", on: "runtime", version: "1.4.0-2-20260105", test: test)
                try tree.image("other")

                let first = try await tree.images("build")
                #expect(first.code == 0, "\(first.error)")
                let prefix = "\(registry.host)/prod"
                #expect(
                    labels(first)
                        == ["base:1.0-1", "other:1.0-1", "runtime:3.11.2-1", "tool:1.4.0-2-20260105"].map {
                            "\(prefix)/\($0)"
                        })
                #expect(first.error.contains(/\[tool\] done after \S+, tested, published\n/))
                #expect(!first.error.contains(account.password))
                for name in ["base:1.0-1", "tool:1.4.0-2-20260105"] {
                    let held = try await inspectPublished("\(prefix)/\(name)", tree.sandbox)
                    let latest = try await inspectPublished(
                        "\(prefix)/\(name.prefix { $0 != ":" }):latest", tree.sandbox)
                    #expect(first.output.contains("\(prefix)/\(name) \(held.digest)\n"))
                    #expect(latest.digest == held.digest)
                    #expect(held.labels["pipeline-runner.generation"] == "production")
                    #expect(held.labels["org.opencontainers.image.version"].map { name.hasSuffix(":\($0)") } == true)
                }

                let second = try await tree.images("build")
                #expect(second.code == 0 && second.output == "")
                #expect(second.error == "nothing to do: all 4 images are there\n")

                let update = try await tree.images("update", "--reason", "DSA-5999-1 openssl", "base", engine: false)
                #expect(
                    update.output
                        == "base: 1.0-1 → 1.0-1-s1\nruntime: 3.11.2-1 → 3.11.2-1-s1\ntool: 1.4.0-2-20260105 → 1.4.0-2-20260105-s1\n",
                    "\(update.error)")
                let third = try await tree.images("build")
                #expect(third.code == 0, "\(third.error)")
                #expect(
                    labels(third)
                        == ["base:1.0-1-s1", "runtime:3.11.2-1-s1", "tool:1.4.0-2-20260105-s1"].map {
                            "\(prefix)/\($0)"
                        })
                let list = try await tree.images("list", "--json")
                #expect(list.output.ranges(of: #""state":"published""#).count == 4, "\(list.output)")
                let prune = try await tree.images("prune")
                #expect(prune.code == 0, "\(prune.error)")
                #expect(
                    prune.output
                        == ["tool:1.4.0-2-20260105", "runtime:3.11.2-1", "base:1.0-1"].map { "\(prefix)/\($0)\n" }
                        .joined())
                #expect(try await tree.sandbox.shell("ls '\(tree.sandbox.temporaryFolder)'") == "")
            }
        }
    }

    /// Without the registry's account, nothing is built.
    @Test func aRegistryThatWantsAnAccount() async throws {
        try await withRegistry(.account) { registry in
            try await withImageTree(.buildah, registry: registry.host) { tree in
                try tree.configure(registry: registry.host)
                try tree.image("base")
                let result = try await tree.images("build")
                #expect(result.code == 3)
                #expect(
                    result.error == """
                        error: cannot ask the registry \(registry.host): it wants an account
                          help: log in with `buildah login \(registry.host)` or `docker login \(registry.host)`

                        """)
            }
        }
    }

    @Test func aRegistryThatIsDown() async throws {
        try await withImageTree(.buildah, registry: "none") { tree in
            try tree.configure(registry: "127.0.0.1:1")
            try tree.image("base")
            let result = try await tree.images("build")
            #expect(result.code == 3)
            #expect(result.error.hasPrefix("error: cannot ask the registry 127.0.0.1:1: "))
            #expect(result.output == "")
            let render = try await tree.images("render", "--json", engine: false)
            #expect(render.code == 0)
            #expect(render.output.hasPrefix(#"{"127.0.0.1:1/base:1.0-1":"FROM localhost/"#))
        }
    }

    @Test func aRegistryThatGoesDownMeanwhile() async throws {
        try await withVanishingRegistry(answers: 3) { host in
            try await withImageTree(.buildah, registry: host) { tree in
                try tree.configure(registry: host)
                try tree.image("base")
                try tree.image("runtime", on: "base")
                try tree.image("other")
                let result = try await tree.images("build", "--publish")
                #expect(result.code == 1, "\(result.error)")
                #expect(result.output == "")
                #expect(result.error.contains("[base] FAILED: cannot push \(host)/base:1.0-1\n"))
                #expect(
                    result.error.contains("help: is the registry \(host) running, and can this machine reach it?\n"))
                #expect(result.error.contains("[runtime] not built because of base\n"))
                #expect(result.error.contains("* \(host)/runtime:1.0-1: not built because of base\n"))
            }
        }
    }

    /// What has to be built because nothing is to be pulled does not take the place of what is published.
    @Test func publishedVersionsStay() async throws {
        try await withRegistry { registry in
            try await withImageTree(.buildah, registry: registry.host) { tree in
                try tree.configure(registry: registry.host)
                try tree.image("a")
                try tree.image("b", on: "a")
                let first = try await tree.images("build", "--publish")
                #expect(first.code == 0, "\(first.error)")
                let digest = try await inspectPublished("\(registry.host)/a:1.0-1", tree.sandbox).digest
                try await tree.sandbox.shell(
                    "buildah images --format '{{.Name}}:{{.Tag}}' | grep -F '\(registry.host)/' | xargs buildah rmi --force"
                )
                try tree.image("b", on: "a", version: "1.0-2")
                let second = try await tree.images("build", "--publish", "--no-pull")
                #expect(second.code == 0, "\(second.error)")
                #expect(second.error.contains("a:1.0-1: 1.0-1 is in the registry only, and nothing is to be pulled\n"))
                #expect(second.error.contains(/\[a\] done after \S+, not published: the registry has this version\n/))
                #expect(try await inspectPublished("\(registry.host)/a:1.0-1", tree.sandbox).digest == digest)
                #expect(try await inspectPublished("\(registry.host)/b:1.0-2", tree.sandbox).digest != digest)
            }
        }
    }

    /// What can be known beforehand of images that cannot be built.
    @Test func dryRunOfWhatCannotBeBuilt() async throws {
        try await withImageTree(.buildah, registry: "localhost") { tree in
            try tree.configure(registry: "localhost", "force_numeric_user: true")
            try tree.define("base", version: "1.0-1", "FROM \(ServiceBase.name)\nRUN {{ nope }}\n")
            try tree.image("runtime", on: "base")
            try tree.define("named", version: "1.0-1", "FROM \(ServiceBase.name)\nUSER nobody\n")
            try tree.image("other")
            let plan = try await tree.images("build", "--dry-run")
            #expect(plan.code == 1)
            #expect(
                plan.output == """
                    not localhost/base:1.0-1: it cannot be built
                    not localhost/named:1.0-1: it cannot be built
                    build localhost/other:1.0-1: 1.0-1 is neither in the registry nor here
                    not localhost/runtime:1.0-1: because of base

                    """, "\(plan.error)")
            #expect(plan.error.hasPrefix("images/base/Dockerfile.template:2:8: error: 'nope' is undefined\n"))
            let named = "localhost/named:1.0-1: the last USER of its Dockerfile is no number: `USER nobody`\n"
            #expect(plan.error.contains(named))
        }
    }

    @Test func twoBuildsOfOneTree() async throws {
        try await withRegistry { registry in
            try await withImageTree(.buildah, registry: registry.host) { tree in
                try tree.configure(registry: registry.host)
                for (name, parent) in [("a", nil), ("b", "a"), ("c", nil)] as [(String, String?)] {
                    try tree.image(name, on: parent)
                }
                async let one = tree.images("build", "--publish")
                async let two = tree.images("build", "--publish")
                let results = try await [one, two]
                #expect(results.allSatisfy { $0.code == 0 }, "\(results.map(\.error))")
                #expect(
                    results.flatMap(labels).sorted() == ["a", "b", "c"].map { "\(registry.host)/\($0):1.0-1" })
                #expect(results.contains { $0.error.hasSuffix("nothing to do: all 3 images are there\n") })
            }
        }
    }

    @Test func nightlyBuildsAndSelections() async throws {
        try await withRegistry { registry in
            try await withImageTree(.buildah, registry: registry.host) { tree in
                try tree.configure(registry: registry.host)
                try tree.image("a")
                try tree.image("b", on: "a")
                try tree.image("c")
                let nightly = try await tree.images("build", "--publish", "--nightly", "--select", "*/b:*")
                #expect(nightly.code == 0, "\(nightly.error)")
                #expect(labels(nightly).allSatisfy { $0.contains(/\/[ab]:1\.0-1-20\d{6}$/) })
                let tags = try await tree.sandbox.shell("curl -s http://\(registry.host)/v2/b/tags/list")
                #expect(!tags.contains("latest"))
                let nothing = try await tree.images("build", "--select", "b")
                #expect(nothing.code == 2)
                #expect(
                    nothing.error == """
                        error: no image matches `b`
                          help: the pattern is for the whole of REGISTRY/NAME:TAG: write '*NAME*'

                        """)
            }
        }
    }

    /// An older version that is built again is published, and `latest` stays where it is.
    @Test(arguments: TestEngine.allCases)
    func latestNeverGoesBack(engine: TestEngine) async throws {
        try await withRegistry { registry in
            try await withImageTree(engine, registry: registry.host) { tree in
                try tree.configure(registry: registry.host)
                var digests: [String: String] = [:]
                for (version, holder) in [("1.0-9", "1.0-9"), ("1.0-10", "1.0-10"), ("1.0-2", "1.0-10")] {
                    // Files of different content, and so different manifests.
                    try tree.image("a", version: version)
                    try write(
                        "FROM \(ServiceBase.name)\nRUN echo \(version) >/a\nUSER 1\n",
                        to: "\(tree.folder)/a/Dockerfile.template")
                    let result = try await tree.images("build", "--publish")
                    #expect(result.code == 0, "\(result.error)")
                    digests[version] = result.output.split(separator: " ").last.map { String($0.dropLast()) }
                    #expect(result.error.contains("published, latest stays at \(holder)\n") == (version != holder))
                    for tag in [version: version, "latest": holder] {
                        let held = try await inspectPublished("\(registry.host)/a:\(tag.key)", tree.sandbox)
                        #expect(held.digest == digests[tag.value])
                    }
                }
                #expect(Set(digests.values).count == 3)
            }
        }
    }

    /// Limits hold for what the steps of a build use, or a warning says that they do not.
    @Test(arguments: TestEngine.allCases)
    func limitsOfBuilds(engine: TestEngine) async throws {
        try await withImageTree(engine, registry: "limited") { tree in
            try tree.configure(registry: "localhost", "namespace: limited\ncontainer_limits: memory=32m,memswap=32m")
            let greedy = "FROM \(ServiceBase.name)\nRUN %dd if=/dev/zero of=/dev/null bs=64M count=1\n"
            try tree.define("greedy", version: "1-1", greedy.replacing("%", with: ""))
            try tree.define("mounting", version: "1-1", greedy.replacing("%", with: "--mount=type=cache,target=/c "))
            try tree.define("modest", version: "1-1", "FROM \(ServiceBase.name)\nCOPY . /src\nRUN echo done >&2\n")
            try write("kept", to: "\(tree.folder)/modest/deep/file")
            try write("", to: "\(tree.folder)/modest/deep/ignored")
            try write("**/ignored\n", to: "\(tree.folder)/modest/.dockerignore")
            try write(
                "#!/bin/sh\ndocker run --rm --network none $1 sh -c 'cat /src/deep/file && ! test -e /src/deep/ignored'\n",
                to: "\(tree.folder)/modest/test.sh")
            try await tree.sandbox.shell("chmod +x images/modest/test.sh")
            let result = try await tree.images("build", "-v")
            #expect(result.code == 1)
            let error = result.error
            #expect(error.contains("[greedy] FAILED: cannot build localhost/limited/greedy:1-1\n"), "\(error)")
            #expect(error.contains(/exit code (1|137)\n/) && error.contains("RUN dd if"), "\(error)")
            #expect(error.contains("[modest] done after ") && error.contains("[modest] kept\n"), "\(error)")
            #expect(!error.contains("\u{1B}["))
            let warning =
                "warning: container_limits has no effect on mounting: docker's BuildKit does not limit the steps of a build, "
                + "and its other builder does not know `RUN --mount`\n"
            #expect(error.contains(warning) == (engine == .docker), "\(error)")
            #expect(error.contains("[mounting] done after ") == (engine == .docker), "\(error)")
        }
    }

    /// What `run` takes from the run configuration holds for trees, too.
    @Test func theRunConfigurationHolds() async throws {
        try await withRegistry { registry in
            try await withImageTree(.buildah, registry: registry.host) { tree in
                try tree.configure(registry: registry.host)
                try tree.image("a")
                let configuration = try read("\(tree.folder)/config.yaml").replacing(
                    "registry: \(registry.host)\n", with: "")
                try write(configuration, to: "\(tree.folder)/config.yaml")
                let file = "\(tree.sandbox.folder)/home/.config/pipeline-runner/pipeline-runner.yaml"
                try write(
                    "engine: buildah\nregistry: docker://\(registry.host)/prod\ntimeouts: {build: 1s}\n", to: file)
                // Nobody but the engine of the file would find the parent.
                let late = try await tree.images("build", "--publish", engine: false)
                let built = try await tree.images("build", "--publish", "--timeout", "1h", engine: false)
                #expect(built.code == 0, "\(built.error)")
                // The first one may have come as far as the registry.
                #expect(Set(labels(late) + labels(built)).isSubset(of: ["\(registry.host)/prod/a:1.0-1"]))
                try write("network: {build: nowhere}\n", to: file)
                let wrong = try await tree.images("list", engine: false)
                #expect(wrong.code == 2)
                #expect(
                    wrong.error.hasPrefix("\(file):1:18: error: `network.build` cannot be `nowhere`"), "\(wrong.error)")
                let other = "\(tree.sandbox.folder)/other.yaml"
                try write("engine: buildah\nregistry: docker://\(registry.host)/prod\n", to: other)
                let list = try await tree.images("list", "--runner-config", other, engine: false)
                #expect(list.output.contains(/a[ ]+1\.0-1[ ]+published[ ]/), "\(list.error)")
            }
        }
    }
}
