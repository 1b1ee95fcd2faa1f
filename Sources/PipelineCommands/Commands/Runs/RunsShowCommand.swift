internal import ArgumentParser
internal import Ledger
internal import PipelineCore
internal import SQLiteLedger

struct RunsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows what is recorded of a run: stages, steps, images, attempts.",
        discussion: """
            Example:
              pipeline-runner runs show 20240305-101500
            """)

    @Argument(help: ArgumentHelp("The run's ID.", valueName: "run"))
    var id: String

    @Flag(help: "Prints a JSON object.")
    var json = false

    @OptionGroup var stateOptions: StateOptions

    func run() async throws {
        let context = CommandContext.ofProcess()
        let access = try RunAccess(stateOptions, context)
        let run = try await access.ledger.run(id)
        var triggered = RunFilter()
        triggered.trigger = run.id
        let details = RunDetails(
            run: run, stages: try await access.ledger.stages(of: run.id),
            attempts: try await access.ledger.attempts(of: run.id),
            triggered: try await access.ledger.runs(triggered).reversed(), log: access.logPath(of: run.id))
        context.standardOutput.write(json ? JSONText.line(details) + "\n" : Self.text(details))
    }

    private static func text(_ details: RunDetails) -> String {
        let run = details.run
        var facts = [
            ["run", run.id], ["state", run.status.rawValue + (run.isToBeCancelled ? ", to be cancelled" : "")],
            ["repository", run.repository], ["ref", run.ref], ["commit", run.commit],
            ["event", run.plan.cause.rawValue + asker(of: run)], ["created", run.createdAt.rfc3339],
            ["started", run.startedAt?.rfc3339 ?? ""], ["finished", run.finishedAt?.rfc3339 ?? ""],
        ]
        for (name, value) in run.trigger?.request.parameters.sorted(by: { $0.key < $1.key }) ?? [] {
            facts.append(["parameter", "\(name)=\(value)".withoutControls])
        }
        for other in details.triggered {
            guard let trigger = other.trigger?.request else { continue }
            let verb = trigger.waits ? "waits for" : "started"
            facts.append([
                "trigger",
                "\(trigger.pipeline)/\(trigger.stage) \(verb) \(other.id) of \(other.repository): \(other.status.rawValue)",
            ])
        }
        for image in run.images { facts.append(["image", "\(image.reference) \(image.digest)"]) }
        for attempt in details.attempts where details.attempts.count > 1 {
            facts.append([
                "attempt \(attempt.number)", "\(attempt.startedAt.rfc3339) \(attempt.outcome ?? "goes on")",
            ])
        }
        facts.append(["log", details.log])
        var text = TextTable.text(facts.filter { !$0[1].isEmpty })
        if let message = run.message { text += "\n\(message)\n" }
        let isRepeated = details.attempts.count > 1
        let rows = details.stages.map { row($0) + (isRepeated ? ["attempt \($0.attempt)"] : []) + [last(of: $0)] }
        if !rows.isEmpty { text += "\n" + TextTable.text(rows.map { $0.map(\.withoutControls) }) }
        return text
    }

    /// The step that asked for the run, and the pipeline that it wants.
    private static func asker(of run: RunRecord) -> String {
        guard let trigger = run.trigger else { return "" }
        let wanted = trigger.request.wanted.map { " for \($0)" } ?? ""
        return " by \(trigger.run) \(trigger.request.pipeline)/\(trigger.request.stage)\(wanted)"
    }

    private static func row(_ stage: RecordedStage) -> [String] {
        let took = stage.finishedAt.map { stage.startedAt.duration(to: $0).shortText } ?? ""
        return ["\(stage.pipeline)/\(stage.stage)", stage.status.rawValue, took]
    }

    /// The step that a stage is at, or why it failed.
    private static func last(of stage: RecordedStage) -> String {
        if stage.status == .running { return stage.steps.last?.title ?? "" }
        return stage.message?.split(separator: "\n").first.map(String.init) ?? ""
    }
}
