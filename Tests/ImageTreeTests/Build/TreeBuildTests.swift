import CommandRunner
import Diagnostics
import FoundationEssentials
import OCI
import PipelineCore
import PipelineTestSupport
import Synchronization
import Testing

@testable import ImageTree

@Suite struct TreeBuildTests {
    /// A tree of `count` images, each on up to three of those before it.
    private static func write(_ count: Int, seed: UInt64, to fixture: TreeFixture) throws {
        var state = seed
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        for number in 0..<count {
            let parents = number == 0 ? [] : Set((0..<next(4)).map { _ in next(number) }).sorted()
            let lines = parents.map { "FROM {{ 'i\($0)' | image_tag }}\n" }.joined()
            try fixture.image(
                "i\(number)", depends: parents.prefix(1).map { "i\($0)" }.joined(), lines + "FROM base.example/os:1\n")
        }
    }

    private static func build(
        _ tree: ProductionTree, engine: CountingEngine, jobs: Int = 4, published: [String] = [], pattern: String? = nil,
        publishes: Bool = false
    ) async throws -> [TreeBuild.Outcome] {
        let digest = try #require(Digest("sha256:" + String(repeating: "b", count: 64)))
        let held = Dictionary(
            uniqueKeysWithValues: published.compactMap { tree.images[$0]?.definition.label }.map { ($0, digest) })
        let state = TreeState(of: tree, published: held, local: [:], needsLocal: false)
        let plan = TreePlan(for: tree, state: state, pattern: pattern, publishes: publishes)
        var options = TreeBuild.Options()
        options.jobs = jobs
        options.publishes = publishes
        let registry = RegistryLookup(digests: { _ in [:] }, tags: { _ in [] })
        let tools = TreeBuild.Tools(
            engine: engine, runner: TestEnvironment.runner, registry: registry,
            record: BuildRecord(in: "\(tree.root)/.state", engine: engine.name), startTime: UTCTime(seconds: 0))
        return try await TreeBuild(plan, of: tree, state: state, tools: tools, options: options, observer: { _ in })
            .execute()
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func threeHundredImages(_ seed: UInt64) async throws {
        try await withTree { fixture in
            try Self.write(300, seed: seed, to: fixture)
            let tree = try fixture.tree("registry: r.example\nbase_images: ['base.example/os:1']\n")
            let engine = CountingEngine()
            let outcomes = try await Self.build(tree, engine: engine, jobs: 5)
            #expect(outcomes.count == 300 && outcomes.allSatisfy(\.isDone))
            #expect(outcomes.map(\.name) == tree.order)
            #expect((2...5).contains(engine.most))
            let position = Dictionary(uniqueKeysWithValues: engine.builds.enumerated().map { ($0.element, $0.offset) })
            for image in tree.ordered {
                for parent in image.parents {
                    let label = tree.images[parent]?.definition.labelText ?? ""
                    #expect(try #require(position[label]) < #require(position[image.definition.labelText]))
                }
            }
            #expect(engine.pulls == ["base.example/os:1 always"])
        }
    }

    @Test(arguments: [4, 5, 6] as [UInt64]) func whatStandsOnAFailureIsNotBuilt(_ seed: UInt64) async throws {
        try await withTree { fixture in
            try Self.write(300, seed: seed, to: fixture)
            let tree = try fixture.tree("registry: r.example\n")
            let failing = ["i3", "i40", "i77"]
            let engine = CountingEngine(failing: Set(failing.map { "r.example/\($0):1.0-1" }))
            let outcomes = try await Self.build(tree, engine: engine, publishes: true)
            let lost = Set(tree.withDescendants(of: Set(failing)))
            #expect(lost.count > failing.count)
            for outcome in outcomes {
                #expect(outcome.isDone != lost.contains(outcome.name))
                guard case .failure(.parent(let parent)) = outcome.result else { continue }
                #expect(failing.contains(parent) && tree.withDescendants(of: [parent]).contains(outcome.name))
            }
            let built = Set(engine.builds)
            let tried = lost.filter { built.contains("r.example/\($0):1.0-1") }
            #expect(tried.isSubset(of: failing))
            #expect(Set(engine.pushes.filter { $0.hasSuffix(":latest") }).count == 300 - lost.count)
            #expect(!engine.pushes.contains { push in lost.contains { push.contains("/\($0):") } })
        }
    }

    @Test func onlyWhatIsMissingIsBuilt() async throws {
        try await withTree { fixture in
            for (name, parent) in [("a", nil), ("b", "a"), ("c", "b"), ("d", "c"), ("e", "a")] as [(String, String?)] {
                try fixture.image(name, "FROM \(parent.map { "{{ '\($0)' | image_tag }}" } ?? "scratch")\n")
            }
            let tree = try fixture.tree("registry: r.example\n")
            let engine = CountingEngine()
            let outcomes = try await Self.build(tree, engine: engine, published: ["a"], pattern: "*/c:*")
            #expect(outcomes.map(\.name) == ["b", "c"])
            #expect(engine.pulls == ["r.example/a:1.0-1 always"])
        }
    }

    @Test func reasons() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            try fixture.image("b", "FROM {{ 'a' | image_tag }}\n")
            try fixture.image("c", "FROM scratch\n")
            let tree = try fixture.tree()
            let local = ["localhost/c:1.0-1": CountingEngine.image]
            let state = TreeState(of: tree, published: [:], local: local, needsLocal: false)
            let plan = TreePlan(for: tree, state: state, pattern: "[bc]:*", publishes: true)
            #expect(
                plan.steps.map { "\($0.action) \($0.name): \($0.reason)" } == [
                    "build a: `b` needs it", "publish c: it was built and never published",
                    "build b: 1.0-1 is neither in the registry nor here",
                ])
            #expect(TreePlan(for: tree, state: state, pattern: "c:*", publishes: false).steps.isEmpty)
        }
    }

    @Test func testsAndUsersAreChecked() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\nUSER nobody\n")
            try fixture.image("b", "FROM scratch\n  USER nobody\nUSER 1000:1000\n")
            try fixture.image("c", "FROM scratch\n")
            try await writeProgram("#!/bin/sh\necho \"$1\"\nexit 3\n", to: "\(fixture.folder)/c/test.sh")
            try fixture.image("d", "FROM scratch\n")
            try await writeProgram(
                "[ \"$1\" = d:1.0-1 ] && [ -z \"${SECRET:-}\" ] && [ \"$http_proxy\" = http://p ]\n",
                to: "\(fixture.folder)/d/test.sh")
            try fixture.image("e", "FROM scratch\n")
            try fixture.file("e/test.sh", "")
            let tree = try fixture.tree("force_numeric_user: true\nhttp_proxy: http://p\n")
            let outcomes = try await Self.build(tree, engine: CountingEngine())
            let texts = outcomes.map { outcome in
                switch outcome.result {
                case .success(let made): "\(outcome.name) \(made.wasTested)"
                case .failure(let failure): "\(outcome.name) \(failure.description.prefix { !$0.isNewline })"
                }
            }
            #expect(
                texts == [
                    "a the last USER of its Dockerfile is no number: `USER nobody`", "b false",
                    "c its test failed: exit code 3", "d true",
                    "e its test failed: exit code 126 (is test.sh executable?)",
                ])
        }
    }

    @Test func contextsAreCopiesWithoutLinks() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            for file in ["a/.dockerignore", "a/docs/x.md", "a/docs/.hidden.md", "a/keep/y", "a/.git/z", "shared/lib/f"]
            {
                try fixture.file(file, file == "a/.dockerignore" ? "# no docs\n docs/*.md \n.git\n" : "text of \(file)")
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(fixture.folder)/a/lib", withDestinationPath: "../shared/lib")
            try await withTemporaryFolder { target in
                let context = try BuildContext(of: "\(fixture.folder)/a", root: fixture.folder)
                try context.copy("\(fixture.folder)/a", to: "\(target)/context")
                #expect(
                    try Fixture.paths(in: "\(target)/context") == [
                        ".dockerignore", "Dockerfile.template", "changelog", "docs", "docs/.hidden.md", "keep",
                        "keep/y", "lib",
                        "lib/f",
                    ])
            }
            func problem(_ link: String, _ target: String) throws -> String? {
                let path = "\(fixture.folder)/a/\(link)"
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
                defer { try? FileManager.default.removeItem(atPath: path) }
                let error = #expect(throws: TreeFailure.self) {
                    try BuildContext(of: "\(fixture.folder)/a", root: fixture.folder).check("\(fixture.folder)/a")
                }
                return error?.description.replacing(fixture.folder, with: "TREE")
            }
            #expect(try problem("out", "/etc/passwd") == "the link TREE/a/out leads out of the tree, to /etc/passwd")
            #expect(try problem("gone", "nothing") == "the link TREE/a/gone leads nowhere")
            #expect(try problem("up", "..") == "the link TREE/a/up leads out of the tree, to TREE")
            #expect(try problem("keep/self", "../../a") == "the link TREE/a/keep/self leads to a folder that holds it")
        }
    }

    @Test func oldVersionsArePruned() async throws {
        try await withTree { fixture in
            try fixture.image("a", "FROM scratch\n")
            try fixture.image("b", depends: "a", "FROM scratch\n")
            let tree = try fixture.tree("registry: r.example\n")
            let local = [
                ["r.example/a:1.0-1", "r.example/a:old"], ["r.example/a:0.9", "other/a:0.9"],
                ["r.example/b:0.1", "r.example/b:latest"],
                ["r.example/ab:1"],
            ].map { LocalImage(id: CountingEngine.image, references: $0, size: "") }
            #expect(
                TreePruning(of: tree, names: tree.order, local: local).references == [
                    "r.example/b:0.1", "r.example/b:latest", "r.example/a:0.9",
                ])
        }
    }

    @Test func importCheck() async throws {
        try await withTree { fixture in
            try WorkedExampleTests.write(fixture)
            try fixture.file("tool/test.sh", "# docker build\ndocker run \"$1\"\nid=$(docker ps -q)\n")
            #expect(
                ImportCheck(try fixture.tree(WorkedExampleTests.configuration)).differences.description
                    == "images/tool/test.sh:3:1: warning: `docker ps` is not available where buildah builds")
            try fixture.image("x", "FROM {{ nope }}\n")
            try FileManager.default.createSymbolicLink(
                atPath: "\(fixture.folder)/base/out", withDestinationPath: "/etc")
            let differences = ImportCheck(try fixture.tree(WorkedExampleTests.configuration + "\nupdate_id: s.\n"))
                .differences
            #expect(
                differences.description.replacing(fixture.folder, with: "TREE") == """
                    error: the link TREE/base/out leads out of the tree, to /etc
                    error: `update_id` is a regular expression for docker-pkg and plain text here
                    images/tool/test.sh:3:1: warning: `docker ps` is not available where buildah builds
                    images/x/Dockerfile.template:1:9: error: 'nope' is undefined
                    """)
        }
    }
}
