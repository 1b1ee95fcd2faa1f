import Synchronization
import Testing

@testable import PipelineCore

@Suite struct RunScheduleTests {
    private static let image = String(repeating: "a", count: 64)

    /// A pipeline `p` of stages that run one image with their names as arguments.
    private static func yaml(_ stages: [String], execution: [[String]]) -> String {
        let list = stages.map { "{ name: \($0), run: { image: \(image), arguments: [\($0)] } }" }
        let paths = execution.map { "[\($0.joined(separator: ", "))]" }
        return """
            pipelines:
              p:
                stages: [\(list.joined(separator: ",\n"))]
                execution: [\(paths.joined(separator: ", "))]
            """
    }

    /// What is known of the stages' containers while they run.
    private struct Progress {
        var running: Set<String> = []
        var most = 0
        var ended: Set<String> = []
        var tooEarly: [String] = []
    }

    @Test(arguments: [1, 4, 16], [11, 12] as [UInt64])
    func aRandomGraphOf200KeepsOrderAndBounds(jobs: Int, seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        let nodes = (0..<200).map { "n\($0)" }.shuffled(using: &random)
        let paths =
            nodes.map { [$0] }
            + (0..<300).map { _ in
                // Paths along a hidden order have no cycle.
                (0..<Int.random(in: 2...4, using: &random)).map { _ in Int.random(in: 0..<200, using: &random) }
                    .sorted().reduce(into: [String]()) { path, number in
                        if path.last != "n\(number)" { path.append("n\(number)") }
                    }
            }
        let graph = ExecutionGraph(nodes: nodes, paths: paths)
        let progress = Mutex(Progress())
        var script = ScriptedEngine.Script()
        script.run = { request, _ in
            let name = request.arguments[0]
            progress.withLock { state in
                state.running.insert(name)
                state.most = max(state.most, state.running.count)
                if !(graph.predecessors[name] ?? []).isSubset(of: state.ended) { state.tooEarly.append(name) }
            }
            for _ in 0..<(name.utf8.last ?? 0) % 7 { await Task.yield() }
            progress.withLock { state in
                state.running.remove(name)
                state.ended.insert(name)
            }
            return 0
        }
        let fixture = try RunFixture(Self.yaml(nodes, execution: paths), script: script, jobs: jobs)
        let result = await fixture.run.execute()
        #expect(result.summary == nodes.map { "p/\($0) passed" })
        let state = progress.withLock { $0 }
        #expect(state.tooEarly == [])
        #expect(state.ended.count == 200)
        #expect(state.most <= jobs)
        if jobs == 1 { #expect(fixture.engine.runs.map { $0.arguments[0] } == graph.topologicalOrder) }
    }

    @Test func stagesWithoutAPathBetweenThemRunAtTheSameTime() async throws {
        let begun = Mutex(0)
        let all = Gate()
        var script = ScriptedEngine.Script()
        // Each waits until three run: one after the other would never come to an end.
        script.run = { _, _ in
            let count = begun.withLock { count in
                count += 1
                return count
            }
            if count % 3 == 0 { all.open() }
            try await all.pass()
            return 0
        }
        let yaml = Self.yaml(["a", "b", "c", "d"], execution: [["a", "d"], ["b"], ["c"]])
        let result = await (try RunFixture(yaml, script: script, jobs: 3)).run.execute()
        #expect(result.summary == ["p/a passed", "p/b passed", "p/c passed", "p/d passed"])
    }

    @Test func aStageDoesNotWaitForAnUnrelatedChain() async throws {
        let chainIsDone = Gate()
        var script = ScriptedEngine.Script()
        script.run = { request, _ in
            if request.arguments == ["slow"] { try await chainIsDone.pass() }
            if request.arguments == ["b"] { chainIsDone.open() }
            return 0
        }
        let yaml = Self.yaml(["slow", "a", "b"], execution: [["slow"], ["a", "b"]])
        let result = await (try RunFixture(yaml, script: script, jobs: 2)).run.execute()
        #expect(result.summary == ["p/slow passed", "p/a passed", "p/b passed"])
    }

    @Test func afterAFailureSiblingsEndAndNothingElseBegins() async throws {
        let siblingRuns = Gate()
        let hasFailed = Gate()
        var script = ScriptedEngine.Script()
        script.run = { request, output in
            switch request.arguments[0] {
            case "bad":
                try await siblingRuns.pass()
                return 7
            case "good":
                siblingRuns.open()
                try await hasFailed.pass()
                output(OutputLine(.standardOutput, "went on"))
                return 0
            default: return 0
            }
        }
        let yaml =
            Self.yaml(
                ["after", "bad", "good", "next"], execution: [["bad", "after"], ["good", "next"]]) + """

                  q:
                    stages: [ { name: later, run: { image: \(Self.image), arguments: [later] } } ]
                """
        let fixture = try RunFixture(yaml, script: script, jobs: 2) { event in
            if case .stageFinished(let result) = event, result.state == .failed { hasFailed.open() }
        }
        let result = await fixture.run.execute()
        #expect(
            result.summary == ["p/after skipped", "p/bad failed", "p/good passed", "p/next skipped", "q/later skipped"])
        #expect(result.state == .failed)
        #expect(Set(fixture.engine.removed) == Set(fixture.engine.runs.map(\.name)))
    }

    @Test func theFirstFailureInWrittenOrderIsReported() async throws {
        var script = ScriptedEngine.Script()
        let both = Gate()
        let count = Mutex(0)
        script.run = { request, _ in
            if count.withLock({ count in
                count += 1
                return count
            }) == 2 {
                both.open()
            }
            try await both.pass()
            return request.arguments == ["a"] ? 1 : 2
        }
        let result = await
            (try RunFixture(
                Self.yaml(["a", "b"], execution: [["a"], ["b"]]), script: script, jobs: 2)).run.execute()
        #expect(result.summary == ["p/a failed", "p/b failed"])
        #expect(result.failure?.description == "the image's program exited with code 1")
    }

    @Test func cancellationEndsAllThatRun() async throws {
        let begun = Mutex(0)
        let bothRun = Gate()
        var script = ScriptedEngine.Script()
        script.run = { _, _ in
            if begun.withLock({ count in
                count += 1
                return count
            }) == 2 {
                bothRun.open()
            }
            try await Gate().pass()
            return 0
        }
        script.remove = { _ in try Task.checkCancellation() }
        let fixture = try RunFixture(
            Self.yaml(["a", "b", "c"], execution: [["a", "c"], ["b", "c"]]), script: script, jobs: 2)
        let run = fixture.run
        let task = Task { await run.execute() }
        try await bothRun.pass()
        task.cancel()
        let result = await task.value
        #expect(result.summary == ["p/a cancelled", "p/b cancelled", "p/c skipped"])
        #expect(result.state == .cancelled)
        #expect(Set(fixture.engine.removed) == Set(fixture.engine.runs.map(\.name)))
        #expect(fixture.warnings == [])
    }

    @Test func containersCarryTheRunsID() async throws {
        let fixture = try RunFixture(Self.yaml(["a"], execution: []))
        _ = await fixture.run.execute()
        let name = try #require(fixture.engine.runs.first?.name.text)
        #expect(name.hasPrefix("pipeline-runner-r1-"))
        #expect(name.count == "pipeline-runner-r1-".count + 12)
    }

    @Test func aContainerThatIsReadLaterStaysUntilTheEnd() async throws {
        let fixture = try RunFixture(
            """
            pipelines:
              p:
                stages:
                  - { name: a, run: { image: \(Self.image), arguments: [a] } }
                  - { name: b, run: { image: \(Self.image), arguments: [b, '${a.container}'] } }
            """)
        let result = await fixture.run.execute()
        #expect(result.state == .passed)
        #expect(
            fixture.engine.calls.map { $0.split(separator: " ")[0] }.filter { $0 != "run" } == ["remove", "remove"])
        #expect(fixture.engine.removed.count == 2)
        #expect(fixture.engine.removed.contains(fixture.engine.runs[0].name))
        #expect(fixture.engine.runs[1].arguments[1] == fixture.engine.runs[0].name.text)
    }
}
