internal import ConfigValues
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
    /// Refuses pipelines that do more than they may.
    var check: @Sendable ([Pipeline]) throws -> Void = { _ in }

    /// The pipelines of a checked-out commit.
    func select(from workspace: any Workspace, publishes: Bool) throws -> RunPipelines.Selection {
        let selection = try RunPipelines(workspace: workspace).select(
            named: names, publishes: publishes, isMeant: isMeant)
        try check(selection.pipelines)
        return selection
    }
}
