import FoundationEssentials
import Glibc
import PipelineTestSupport
import Testing

/// A merge that starts a run of another repository, with a daemon that has one place for runs.
@Suite(.timeLimit(.minutes(10)))
struct TriggerTests {
    @Test(arguments: TestEngine.allCases)
    func aRunWaitsForOneOfAnotherRepository(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let fleet = try await TriggeringFleet(in: sandbox, trigger: ", wait: true")
            try await fleet.watching { daemon in
                let commit = try await fleet.watched.merge("two")
                try await daemon.says("outcome=passed", count: 2)
                let (service, site) = try await fleet.runs()
                let (run, other) = (try #require(service), try #require(site.first))
                #expect(run.state == "passed" && run.event == "merge" && run.commit == commit)
                #expect(site.count == 1 && other.state == "passed" && other.event == "trigger")
                let log = try await sandbox.program(["runs", "log", other.id])
                #expect(log.output.contains("[site/all] the site saw \(commit)\n"), "\(log.output)")
                #expect(!log.output.contains("[other/"))
                let own = try await sandbox.program(["runs", "log", run.id])
                #expect(own.output.contains("] run \(other.id) of site passed\n"), "\(own.output)")

                let shown = try await sandbox.program(["runs", "show", run.id])
                #expect(
                    shown.output.contains("publish/go waits for \(other.id) of site: passed\n"), "\(shown.output)")
                let asked = try await sandbox.program(["runs", "show", other.id])
                #expect(
                    asked.output.contains("trigger by \(run.id) publish/go for site\n")
                        && asked.output.contains(" VERSION=\(commit)\n"), "\(asked.output)")
                let verified = try await sandbox.program(["ledger", "verify"])
                #expect(verified.output == "3 commits, each with one fate\n" && verified.code == 0)
            }
            try await fleet.removeImages()
            try await sandbox.expectNothingLeft()
        }
    }

    @Test func aBadEndIsTheStagesUnlessItSaysOtherwise() async throws {
        try await withSandbox(.buildah) { sandbox in
            let fleet = try await TriggeringFleet(in: sandbox, trigger: ", wait: true", script: "exit 3")
            try await fleet.watching { daemon in
                try await fleet.watched.merge("two")
                try await daemon.says("outcome=failed", count: 2)
                let (service, site) = try await fleet.runs()
                let other = try #require(site.first)
                let message = try #require(service?.message)
                #expect(
                    message.hasPrefix("publish/go: rebuild ended badly: run \(other.id) of site failed: site/all: "),
                    "\(message)")
                let config = "\(fleet.watched.service.folder)/.pipeline/config.yaml"
                try write(try read(config).replacing("wait: true", with: "wait: true, propagate: false"), to: config)
                try await fleet.watched.merge("three")
                try await daemon.says("outcome=passed")
            }
        }
    }

    @Test func killedWithTheRunQueuedItIsQueuedOnce() async throws {
        try await withSandbox(.buildah) { sandbox in
            for wait in ["", ", wait: true"] {
                let fleet = try await TriggeringFleet(in: sandbox, trigger: wait)
                try await fleet.watching(fault: "enqueued") { daemon in
                    try await fleet.watched.merge("two")
                    #expect(await daemon.ends() == 137)
                }
                #expect(try await fleet.runs().site.map(\.state) == ["queued"])
                try await fleet.watching(isFirst: false) { daemon in
                    try await daemon.says("outcome=passed", count: 2)
                }
                let (service, site) = try await fleet.runs()
                #expect(service?.state == "passed" && service?.attempts == 2)
                #expect(site.map(\.state) == ["passed"] && site.map(\.attempts) == [1])
                #expect(try await sandbox.program(["ledger", "verify"]).code == 0)
                try await sandbox.shell("rm -rf state/* fleet site site.git repository '\(sandbox.name).git'")
            }
        }
    }

    @Test func whatWaitsIsPutBackWhenTheDaemonStopsAndCanBeCancelled() async throws {
        try await withSandbox(.buildah) { sandbox in
            let fleet = try await TriggeringFleet(
                in: sandbox, trigger: ", wait: true", script: "[ -e calm ] || sleep \(sandbox.nap)")
            try await fleet.watching(["--grace", "1s"]) { daemon in
                try await fleet.watched.merge("two")
                try await fleet.siteIs("running")
                daemon.signal(SIGTERM)
                #expect(await daemon.ends() == 0)
            }
            let waiting = try await fleet.runs()
            #expect(waiting.service?.state == "queued" && waiting.site.map(\.state) == ["queued"])
            try await fleet.watching(isFirst: false) { daemon in
                try await fleet.siteIs("running")
                let run = try #require(try await fleet.runs().service)
                #expect(try await sandbox.program(["runs", "cancel", run.id]).code == 0)
                try await daemon.says("outcome=cancelled")
                // It has a life of its own.
                let left = try await fleet.runs()
                #expect(left.service?.state == "cancelled" && left.site.map(\.state) == ["running"])
                #expect(try await sandbox.program(["runs", "cancel", left.site[0].id]).code == 0)
                try await daemon.says("outcome=cancelled", count: 2)
            }
            try await sandbox.expectNothingLeft()
        }
    }

    @Test func aCircleIsRefusedBeforeAnythingIsBuilt() async throws {
        try await withSandbox(.buildah) { sandbox in
            let fleet = try await TriggeringFleet(in: sandbox, back: ", trigger: {name: back}")
            try await fleet.watching { daemon in
                try await fleet.watched.merge("two")
                try await daemon.says("outcome=passed")
                try await daemon.says("outcome=failed")
                let (service, site) = try await fleet.runs()
                #expect(site.count == 1)
                let message = try #require(site.first?.message)
                #expect(
                    message.contains(
                        "error: cannot queue a run of \(sandbox.name) refs/heads/main: run \(service?.id ?? ""), which led "
                            + "to this one, is the same, and would be started again and again\n"), "\(message)")
                let log = try await sandbox.program(["runs", "log", site[0].id])
                #expect(!log.output.contains("the site saw"))
            }
        }
    }

    @Test func aCommandQueuesItForTheDaemon() async throws {
        try await withSandbox(.buildah) { sandbox in
            let fleet = try await TriggeringFleet(in: sandbox, trigger: ", wait: true")
            try await fleet.watched.service.commit("two")
            let folder = fleet.watched.service.folder
            // Nobody has ever looked at the site.
            let early = try await sandbox.program(fleet.command, in: folder)
            #expect(early.code == 2)
            #expect(
                early.error.contains(
                    "error: the daemon does not watch a repository `site`\n")
                    && early.error.contains("\n  help: none is"), "\(early.error)")
            try await fleet.watching { daemon in
                let plan = try await sandbox.program(fleet.command + ["--dry-run"], in: folder)
                #expect(
                    plan.output.contains("rebuild, a run of site of site, told VERSION="), "\(plan.output)\(plan.error)"
                )
                let gate = try await sandbox.program(
                    fleet.command + ["--event", "gate", "--format", "plain"], in: folder)
                #expect(gate.code == 0 && gate.error.contains("trigger nothing: rebuild is left out"), "\(gate.error)")
                #expect(try await fleet.runs().site.isEmpty)

                let result = try await sandbox.program(fleet.command + ["--format", "plain"], in: folder)
                #expect(result.code == 0, "\(result.error)")
                let (_, site) = try await fleet.runs()
                #expect(site.map(\.state) == ["passed"])
                #expect(result.error.contains("run \(site[0].id) of site passed"), "\(result.error)")
            }
            let misspelt = "\(folder)/.pipeline/config.yaml"
            try write(try read(misspelt).replacing("name: rebuild", with: "name: rebiuld"), to: misspelt)
            try await fleet.watched.service.commit("three")
            let refused = try await sandbox.program(fleet.command, in: folder)
            #expect(refused.code == 2)
            #expect(
                refused.error.contains("may not start `rebiuld`\n")
                    && refused.error.contains(
                        "\n  note: allowed triggers: back, rebuild\n  help: did you mean `rebuild`?"),
                "\(refused.error)")
        }
    }
}
