import FoundationEssentials
import PipelineTestSupport
import Testing

/// Stages that misbehave, side by side with others and alone.
@Suite(.timeLimit(.minutes(10)))
struct UnrulyStageTests {
    private static let test = """
        case $1 in
        fail) exit 9 ;;
        hang) trap '' TERM; while :; do sleep NAP; done ;;
        flood) yes "$(printf '%01000d' 0)" | head -n 100000; echo end ;;
        binary) printf 'a\\377b\\303\\n' ;;
        leave) sleep NAP & sleep NAP & echo left ;;
        esac
        """

    private func repository(_ sandbox: Sandbox, _ stages: String) async throws -> ServiceRepository {
        let list = stages.split(separator: "\n").map { "      - \($0)" }.joined(separator: "\n")
        return try await ServiceRepository(
            in: sandbox,
            config: """
                pipelines:
                  p:
                    blubberfile: blubber.yaml
                    stages:
                      - { name: built, build: test }
                \(list)
                """, test: Self.test.replacing("NAP", with: "\(sandbox.nap)"))
    }

    private static func stage(_ name: String, _ more: String = "") -> String {
        "{ name: \(name), run: { image: '${built.imageID}', arguments: [\(name)], tail: 1 \(more)} }\n"
    }

    @Test(arguments: TestEngine.allCases)
    func muchAndStrangeOutput(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await repository(
                sandbox,
                Self.stage("flood") + Self.stage("binary") + Self.stage("leave")
                    + "{ name: values, run: { image: '${built.imageID}', arguments: ['${flood.output}${binary.output}'] } }\n"
                    + "{ name: seen, exports: { all: '${flood.output}|${binary.output}' } }")
            let result = try await sandbox.run(repository)
            #expect(result.code == 0, "\(result.error.suffix(2000))")
            // 100 MB are taken apart once, as bytes.
            let zeros = Array("[p/flood] \(String(repeating: "0", count: 1000))".utf8)
            let all = result.error.utf8.split(separator: UInt8(ascii: "\n"))
            #expect(all.count { $0.count == zeros.count && $0.elementsEqual(zeros) } == 100_000)
            let lines = Set(all.filter { $0.count < 200 }.compactMap { String($0) })
            #expect(lines.isSuperset(of: ["[p/flood] end", "[p/binary] a\u{FFFD}b\u{FFFD}", "[p/leave] left"]))
            #expect(lines.contains { $0.hasPrefix("[p/values] --- run end") })
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func aSiblingGoesOnWhileAnotherHangsAndFails(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await repository(
                sandbox, Self.stage("hang") + Self.stage("leave") + Self.stage("after"))
            var config = try String(
                contentsOf: URL(filePath: "\(repository.folder)/.pipeline/config.yaml"), encoding: .utf8)
            config += "\n    execution: [ [built, hang, after], [built, leave] ]\n"
            try repository.write(".pipeline/config.yaml", config)
            try await repository.commit("graph")
            let result = try await sandbox.run(repository, "--timeout", "8s", "--jobs", "2")
            #expect(result.code == 1)
            let text = result.error
            #expect(text.contains("[p/hang] failed after "))
            #expect(text.contains("run hang was stopped: it took longer than 8.0s"))
            #expect(text.contains("[p/leave] passed after "))
            #expect(text.contains("[p/after] skipped"))
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func twoRunsOfOneRepositoryAtTheSameTime(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await repository(sandbox, Self.stage("binary"))
            async let first = sandbox.run(repository, "--format", "json")
            async let second = sandbox.run(repository, "--format", "json")
            for result in try await [first, second] {
                #expect(result.code == 0, "\(result.error)")
                #expect(try Report(result).stages.map(\.state) == ["passed", "passed"])
            }
            try await sandbox.expectNothingLeft()
        }
    }

    @Test(arguments: TestEngine.allCases)
    func aRegistryThatFailsTwiceAndThenWorks(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox,
                config: """
                    pipelines:
                      p:
                        blubberfile: blubber.yaml
                        stages:
                          - { name: a, build: production, publish: { image: { tag: one, tags: [two, three] } } }
                    """)
            let report = try await withRegistry { registry in
                try await withFlakyRegistry(before: registry.host, failing: 2) { host in
                    let result = try await sandbox.run(
                        repository, "--event", "merge", "--registry", "docker://\(host)/prod", "--format", "json")
                    #expect(result.code == 0, "\(result.error)")
                    let texts = try result.errorLines.map { try Event($0) }.compactMap(\.text)
                    #expect(texts.contains { $0.hasPrefix("the registry has trouble") })
                    let name = "docker://\(registry.host)/prod/\(repository.imageName)"
                    for tag in ["one", "two", "three"] {
                        let held = try await InspectedImage("\(name):\(tag)", sandbox: sandbox)
                        #expect(try Report(result).images.map(\.digest) == [held.digest])
                    }
                    return try Report(result)
                }
            }
            #expect(report.images.map(\.tags) == [["one", "two", "three"]])
        }
    }
}
