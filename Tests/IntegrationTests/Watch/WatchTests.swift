import FoundationEssentials
import Glibc
import PipelineTestSupport
import Testing

/// The daemon: from a merge to an image, and what can be done with it meanwhile.
@Suite(.timeLimit(.minutes(10)))
struct WatchTests {
    @Test(arguments: TestEngine.allCases)
    func aMergeBecomesAnImage(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let watched = try await WatchedService(in: sandbox)
            let commit = try await watched.watching { daemon in
                try await daemon.says(" watching repositories=")
                // The first poll takes in what was merged before, and runs nothing.
                try await daemon.says("first look")
                let commit = try await watched.merge("two")
                try await daemon.says("run ends")
                return commit
            }
            let runs = try await watched.runs()
            let run = try #require(runs.first)
            #expect(runs.count == 1)
            #expect(
                run.commit == commit && run.state == "passed" && run.event == "merge" && run.ref == "refs/heads/main")
            #expect(run.repository == sandbox.name && run.startedAt != nil && run.finishedAt != nil)
            let image = try #require(run.images.first)
            #expect(run.images.count == 1 && image.name == sandbox.name && image.tag.hasSuffix("-production"))
            #expect(try watched.publishedTags() == ["\(image.name):\(image.tag)"])

            let images = try await sandbox.program(["images", "of", String(commit.prefix(10))])
            #expect(images.output == "oci:\(sandbox.state)/registry:\(image.name):\(image.tag) \(image.digest)\n")
            let traced = try await sandbox.program(["commit", "of", "\(image.name):\(image.tag)"])
            #expect(traced.output == "\(commit)  \(run.id)  \(image.name):\(image.tag)\n")
            let log = try await sandbox.program(["runs", "log", run.id, "--stage", "test"])
            #expect(
                log.output.contains("[publish/test] the test ran\n") && !log.output.contains("[publish/production]"))
            try await watched.removeImages()
            try await sandbox.expectNothingLeft()
        }
    }

    @Test func eachMergedCommitRunsInOrder() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox, settings: "branches: [main], interval: 1h")
            var commits: [String] = []
            try await watched.watching { daemon in
                try await daemon.says("first look")
                for number in 1...3 {
                    try watched.service.write("change", "\(number)")
                    commits.append(try await watched.service.commit("\(number)"))
                }
                try await watched.service.git("push --quiet origin main")
                // Nothing but the signal makes it look.
                daemon.signal(SIGUSR1)
                try await daemon.says("run ends", count: 3)
            }
            let runs = try await watched.runs()
            #expect(runs.map(\.commit) == commits && runs.allSatisfy { $0.state == "passed" })
            #expect(Set(runs.flatMap(\.images).map(\.tag)).count == 3)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func aProposedChangeIsTestedAndNotPublished(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let settings = "branches: [main], interval: 1s, proposals: [\"refs/pull/*/head\"]"
            let watched = try await WatchedService(in: sandbox, settings: settings)
            var proposed: [String] = []
            try await watched.watching { daemon in
                try await daemon.says("first look")
                for (text, pull) in [("one", 1), ("two", 1), ("three", 2)] {
                    try watched.service.write("change", text)
                    proposed.append(try await watched.service.commit(text))
                    try await watched.service.git("push --quiet --force origin HEAD:refs/pull/\(pull)/head")
                    try await daemon.says("run ends", count: proposed.count)
                }
            }
            let runs = try await watched.runs()
            #expect(runs.map(\.commit) == proposed)
            #expect(runs.map(\.ref) == ["refs/pull/1/head", "refs/pull/1/head", "refs/pull/2/head"])
            #expect(runs.allSatisfy { $0.event == "gate" && $0.state == "passed" && $0.images.isEmpty })
            #expect(try watched.publishedTags() == [])
            let verified = try await sandbox.program(["ledger", "verify"])
            #expect(verified.code == 0, "\(verified.output)\(verified.error)")
            try await watched.removeImages()
            try await sandbox.expectNothingLeft()
        }
    }

    @Test func aProposedChangeGetsNoCredentials() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(
                in: sandbox,
                config: """
                    pipelines:
                      test:
                        blubberfile: blubber.yaml
                        stages:
                          - {name: test, build: test, run: {credentials: [{id: token, name: TOKEN}]}}

                    """, settings: "branches: [main], interval: 1s, proposals: [\"refs/pull/*/head\"]")
            try write(
                "credentials: {token: {kind: string, value: {env: TOKEN}, repositories: ['**']}}\n",
                to: "\(sandbox.folder)/home/.config/pipeline-runner/pipeline-runner.yaml")
            try await watched.watching(environment: ["TOKEN": "a-secret-of-many-letters"]) { daemon in
                try await daemon.says("first look")
                try await watched.service.git("push --quiet origin HEAD~0:refs/pull/1/head")
                try await daemon.says("run ends")
            }
            let run = try #require(try await watched.runs().first)
            #expect(run.state == "failed")
            let log = try await sandbox.program(["runs", "log", run.id])
            #expect(log.output.contains("a run of one gets no credentials"), "\(log.output)\(run.message ?? "")")
        }
    }

    @Test func aSecondDaemonIsToldWhoWasFirst() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox)
            try await watched.watching { daemon in
                try await daemon.says(" watching repositories=")
                let second = try await sandbox.program(["watch", "--config", watched.fleetFile, "--once"])
                #expect(second.code == 3)
                #expect(
                    second.error.contains(
                        /^error: another daemon uses the state folder \S+: process \d+ on \S+, since \S+Z\n  help: end it first/
                    ))
            }
            // The lock went with the process.
            #expect(try await sandbox.program(["watch", "--config", watched.fleetFile, "--once"]).code == 0)
        }
    }

    @Test func aBrokenFleetFileIsRefusedAndTheOldOneStays() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox)
            let good = try read(watched.fleetFile)
            try await watched.watching { daemon in
                try await daemon.says("first look")
                try watched.fleet("repositories: [{name: x, uri: y}]\n")
                daemon.signal(SIGHUP)
                try await daemon.says("the new fleet file is refused, the old one stays in force")
                try await watched.merge("two")
                try await daemon.says("run ends")
                try watched.fleet(good.replacing(sandbox.name + ",", with: "renamed,"))
                daemon.signal(SIGHUP)
                try await daemon.says("fleet file read anew")
                try await daemon.says("first look", count: 2)
            }
            #expect(try await watched.runs().map(\.state) == ["passed"])
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsASingleLookAndItsRunIsPutBack(signal: Int32) async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(
                in: sandbox, test: "sleep \(sandbox.nap)", settings: "branches: [main], first-sight: run")
            try await watched.watching(["--once"]) { daemon in
                try await daemon.says("run begins")
                daemon.signal(signal)
                #expect(await daemon.ends() == 130)
            }
            let waiting = try #require(try await watched.runs().first)
            #expect(waiting.state == "queued" && waiting.message == "it waits for another attempt: the daemon stops")
            try await sandbox.expectNothingLeft()
        }
    }

    @Test func aRunThatTheDaemonCannotWaitForIsPutBack() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(
                in: sandbox, test: "echo lost in thought; [ -e calm ] || sleep \(sandbox.nap)")
            try await watched.watching(["--grace", "1s"]) { daemon in
                try await daemon.says("first look")
                try await watched.merge("two")
                try await daemon.says("run begins")
                let run = try #require(try await watched.runs().first)
                let log = try await sandbox.program(["runs", "show", run.id, "--json"])
                #expect(log.code == 0)
                daemon.signal(SIGTERM)
                #expect(await daemon.ends() == 0)
            }
            let waiting = try #require(try await watched.runs().first)
            #expect(waiting.state == "queued" && waiting.finishedAt == nil)
            #expect(waiting.message == "it waits for another attempt: the daemon stops")
            try await sandbox.expectNothingLeft()
            let cancelled = try await sandbox.program(["runs", "cancel", waiting.id])
            #expect(cancelled.output == "\(waiting.id) cancelled\n")
        }
    }

    @Test func aRunCanBeFollowedCancelledAndRetried() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(
                in: sandbox, test: "echo lost in thought; sleep \(sandbox.nap)")
            try await watched.watching { daemon in
                try await daemon.says("first look")
                try await watched.merge("two")
                try await daemon.says("run begins")
                let run = try #require(try await watched.runs().first)
                async let followed = sandbox.program(["runs", "log", run.id, "--follow"])
                try await sandbox.shell(
                    "until grep -q 'lost in thought$' '\(sandbox.state)/runs/\(run.id)/log.txt'; do sleep 0.1; done")
                let cancelled = try await sandbox.program(["runs", "cancel", run.id, "--reason", "not today"])
                #expect(cancelled.output == "\(run.id) is being stopped\n")
                try await daemon.says("run ends")
                let log = try await followed
                #expect(log.code == 0 && log.output.contains("] lost in thought\n"))
                let stopped = try #require(try await watched.runs().first)
                #expect(stopped.state == "cancelled" && stopped.message == "not today")

                let retried = try await sandbox.program(["runs", "retry", run.id])
                #expect(retried.output == "\(run.id) queued\n")
                try await daemon.says("run begins", count: 2)
                _ = try await sandbox.program(["runs", "cancel", run.id])
                try await daemon.says("run ends", count: 2)
                #expect(try await watched.runs().map(\.attempts) == [2])
            }
            try await sandbox.expectNothingLeft()
        }
    }

    @Test func theLedgerIsCheckedAgainstTheMirror() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox, settings: "branches: [main], commits: latest")
            let arguments = ["watch", "--config", watched.fleetFile, "--engine", "buildah", "--once"]
            #expect(try await sandbox.program(arguments).code == 0)
            for number in 1...3 {
                try watched.service.write("change", "\(number)")
                try await watched.service.commit("\(number)")
            }
            try await watched.service.git("push --quiet origin main")
            let polled = try await sandbox.program(arguments)
            #expect(polled.code == 0, "\(polled.error)")
            let runs = try await watched.runs()
            #expect(runs.map(\.state) == ["passed"])
            let verified = try await sandbox.program(["ledger", "verify"])
            #expect(verified.output == "4 commits, each with one fate\n" && verified.code == 0)
            let commits = try await sandbox.program(["ledger", "commits", "--ref", "main"])
            let fates = commits.output.split(separator: "\n").dropFirst().map { $0.split(separator: "Z  ").last ?? "" }
            let newest = try await watched.service.head()
            #expect(
                fates == [
                    "run \(runs[0].id)", "coalesced into \(newest.prefix(12))", "coalesced into \(newest.prefix(12))",
                    "skipped: the branch was seen for the first time",
                ], "\(commits.output)")

            try await sandbox.shell(
                "sqlite3 '\(sandbox.state)/ledger.sqlite' \"DELETE FROM commits WHERE fate = 'coalesced'\"")
            let broken = try await sandbox.program(["ledger", "verify"])
            #expect(broken.code == 1 && broken.output.split(separator: "\n").count == 2)
            #expect(broken.output.hasSuffix(": has no fate\n"))
            #expect(broken.error == "the ledger has 2 findings\n")
        }
    }

    @Test func aDamagedLedgerStopsTheDaemonBeforeItDoesAnything() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox)
            try write(String(repeating: "no database", count: 1000), to: "\(sandbox.state)/ledger.sqlite")
            let result = try await sandbox.program(["watch", "--config", watched.fleetFile, "--once"])
            #expect(result.code == 3)
            #expect(
                result.error.hasPrefix(
                    "error: cannot open the ledger \(sandbox.state)/ledger.sqlite: file is not a database\n  help: "))
            #expect(!FileManager.default.fileExists(atPath: "\(sandbox.state)/mirrors"))
        }
    }

    @Test func aRegistryThatIsNotThereMakesTheRunWait() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(
                in: sandbox, settings: "branches: [main], interval: 1s, first-sight: run")
            try await watched.watching(["--registry", "docker://127.0.0.1:1/none"]) { daemon in
                try await daemon.says("outcome=\"put back\"")
            }
            let run = try #require(try await watched.runs().first)
            #expect(run.state == "queued" && run.attempts == 1)
            #expect(run.message?.hasPrefix("it waits for another attempt: ") == true)
            let once = try await sandbox.program(["watch", "--config", watched.fleetFile, "--once"])
            #expect(once.code == 1 && once.error.contains(" a run waits "), "\(once.error)")
        }
    }
}
