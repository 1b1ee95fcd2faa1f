internal import GitWatcher
internal import Ledger
internal import PipelineCore
internal import SQLiteLedger

/// The graph of a recorded run: its stages from the ledger, their arcs from its commit.
struct RunGraph {
    /// The beginning of its ID.
    let run: String
    let access: RunAccess
    let context: CommandContext

    /// - Parameter path: A folder in the repository of a run that no daemon carried out.
    /// - Throws: `LedgerFailure`, `GitFailure`, and `CommandExit` where the commit is not there.
    func graph(path: String) async throws -> StageGraph {
        let run = try await access.ledger.run(run)
        let states = PastStages(try await access.ledger.stages(of: run.id))
        guard states.isKnown else {
            throw CommandExit(.badInput, "error: run \(run.id) has no stages: it is \(run.status.rawValue)")
        }
        let folder = run.origin == .daemon ? access.mirror(of: run.repository) : context.absolute(path)
        let repository = try await GitRepository.discover(from: folder)
        guard let commit = ObjectID(run.commit), await repository.isCommit(commit) else {
            throw CommandExit(
                .badInput,
                "error: the commit of run \(run.id), \(run.commit.prefix(12)), is not in \(folder)\n"
                    + "  help: name a folder in a clone of \(run.repository) that has it")
        }
        let pipelines = try await pipelines(of: commit, in: repository, states)
        return StageGraph(pipelines: pipelines.filter { states.hasPipeline($0.name) }, states: states)
    }

    private func pipelines(
        of commit: ObjectID, in repository: GitRepository, _ states: PastStages
    ) async throws -> [Pipeline] {
        let (config, blubber) = (".pipeline/config.yaml", ".pipeline/blubber.yaml")
        if let bytes = try await repository.file(config, in: commit) {
            return try PipelineFiles.configured(by: SourceFile(name: config, bytes: bytes), context)
        }
        guard let bytes = try await repository.file(blubber, in: commit) else { return [] }
        let source = SourceFile(name: blubber, bytes: bytes)
        return try PipelineFiles.conventional(of: source, publishes: states.hasPipeline("publish"), context)
    }
}
