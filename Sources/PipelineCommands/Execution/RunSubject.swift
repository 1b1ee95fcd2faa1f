internal import ConfigValues
internal import Diagnostics
internal import GitWatcher
internal import PipelineCore
internal import RunFiles

/// What is run: a commit, and which of its pipelines.
struct RunSubject: Sendable {
    /// A repository with or without a work tree; nothing of its configuration has a say.
    let repository: GitRepository
    let commit: ObjectID
    let source: RunSource
    let choice: PipelineChoice
    /// Whether changes of the work tree that are not committed are taken, too.
    var takesWorkTree = false
    /// What earlier attempts at the same run finished.
    var recorded: [StageID: StageOutcome] = [:]
}

/// Which pipelines are run.
struct PipelineChoice: Sendable {
    /// Those that a person named; the others' turn if there are none.
    var names: [String] = []
    /// Those that the configuration means for the event; `nil` if it says nothing.
    var isMeant: (@Sendable (String) -> Bool)?
    /// The keys that stages may have; `nil` for all. Others are refused.
    var allowed: Set<String>?
    /// Refuses pipelines that do more than they may.
    var check: @Sendable ([Pipeline]) throws -> Void = { _ in }

    /// The pipelines of a checked-out commit.
    func select(from workspace: any Workspace, publishes: Bool) throws -> RunPipelines.Selection {
        let selection = try RunPipelines(workspace: workspace).select(
            named: names, publishes: publishes, isMeant: isMeant)
        try refuseExcess(of: selection.pipelines, in: workspace)
        try check(selection.pipelines)
        return selection
    }

    private func refuseExcess(of pipelines: [Pipeline], in workspace: any Workspace) throws {
        guard let allowed else { return }
        let findings = DiagnosticList(pipelines.flatMap { $0.excess(over: allowed).diagnostics })
        guard findings.hasErrors else { return }
        let file = ".pipeline/config.yaml"
        let text = try workspace.read(file).map { String(decoding: $0, as: UTF8.self) }
        throw StageFailure.configuration(findings, sources: [file: text ?? ""])
    }
}
