import FoundationEssentials
import Glibc
import PipelineTestSupport
import Testing

/// The daemon is killed, at every point that matters and at random ones: nothing is lost, nothing is published twice.
@Suite(.timeLimit(.minutes(30)))
struct CrashTests {
    private static let points = [
        "observed", "recorded", "claimed", "stage-started", "stage-started:2", "stage-ended", "stage-recorded",
        "stage-ended:2", "published", "stage-recorded:2", "ended", "finished",
    ]

    @Test(arguments: points)
    func killedAtAPoint(point: String) async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await Self.watchedService(in: sandbox)
            let commit = try await watched.service.head()
            try await watched.watching(environment: ["PIPELINE_RUNNER_FAULT": point]) { daemon in
                #expect(await daemon.ends() == 137)
            }
            try await watched.watching { daemon in
                if point != "finished" { try await daemon.says("outcome=passed") }
                let second = try await watched.merge("two")
                try await daemon.says("outcome=passed", count: point == "finished" ? 1 : 2)
                try await expectAllIsWell(watched, [commit, second])
            }
            try await sandbox.expectNothingLeft()
        }
    }

    /// Four daemons side by side. `PIPELINE_RUNNER_CRASHES` says how often each is killed, by default thirteen times.
    @Test(arguments: 1...4) func killedAtRandom(daemon: Int) async throws {
        let count = Int(TestEnvironment.variables["PIPELINE_RUNNER_CRASHES"] ?? "") ?? 13
        try await withSandbox(.buildah) { sandbox in
            let watched = try await Self.watchedService(in: sandbox)
            var commits = [try await watched.service.head()]
            for number in 1...count {
                try await watched.watching { daemon in
                    try await daemon.says(" watching repositories=")
                    if number.isMultiple(of: 2) { commits.append(try await watched.merge("\(number)")) }
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...4000)))
                    daemon.signal(SIGKILL)
                    #expect(await daemon.ends() == 137)
                }
            }
            try await watched.watching { daemon in
                try await daemon.says(" watching repositories=")
                try await watched.settles(after: commits.count)
            }
            try await expectAllIsWell(watched, commits)
            try await sandbox.expectNothingLeft()
        }
    }

    /// One image, which a stage builds and tests and the next one publishes: a run of three seconds, so that many moments fit
    /// into a minute.
    private static func watchedService(in sandbox: Sandbox) async throws -> WatchedService {
        try await WatchedService(
            in: sandbox,
            blubber: """
                version: v4
                base: \(ServiceBase.name)
                lives: { in: /srv/app }
                variants: { production: { copies: [local], entrypoint: [sh, ./test.sh] } }

                """,
            config: """
                pipelines:
                  publish:
                    blubberfile: blubber.yaml
                    stages:
                      - {name: test, build: production, run: true}
                      - {name: production, publish: {image: {id: "${test.imageID}"}}}

                """, settings: "branches: [main], interval: 1s, first-sight: run")
    }

    /// Each commit has one run that passed, whose test ran, and one tag.
    private func expectAllIsWell(_ watched: WatchedService, _ commits: [String]) async throws {
        let runs = try await watched.runs()
        #expect(runs.map(\.commit) == commits)
        #expect(runs.allSatisfy { $0.state == "passed" && $0.images.count == 1 })
        #expect(Set(runs.flatMap(\.images).map { "\($0.name):\($0.tag)" }) == Set(try watched.publishedTags()))
        #expect(try watched.publishedTags().count == commits.count)
        for run in runs {
            let log = try read("\(watched.sandbox.state)/runs/\(run.id)/log.txt")
            #expect(log.contains("[publish/test] the test ran"))
        }
    }
}

extension WatchedService {
    /// Waits until there are `count` runs and none is waiting or in progress.
    func settles(after count: Int) async throws {
        while true {
            let runs = try await runs()
            if runs.count == count, runs.allSatisfy({ !["queued", "running"].contains($0.state) }) { return }
            try await Task.sleep(for: .milliseconds(300))
        }
    }
}
