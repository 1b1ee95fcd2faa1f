/// One pipeline on its way: each stage a child task, those with no path between them side by side.
struct PipelineExecution {
    /// A stage that ended, and what of it is to be cleaned up.
    private struct Ended {
        let result: StageResult
        let containers: [ContainerName]
        let releases: [String]
    }

    let run: PipelineRun
    let pipeline: Pipeline

    /// Runs the stages and gives their results in written order. After a failure the stages that are running go on to their
    /// end and no other begins; cancelling the task ends those that are running.
    ///
    /// Containers and releases are removed when it returns.
    func execute() async -> [StageResult] {
        let ids = pipeline.stages.map { StageID(pipeline: pipeline.name, stage: $0.name) }
        run.environment.observer(.pipelineStarted(pipeline.name, stages: ids))
        let recorded = await RecordedStages(run: run, pipeline: pipeline).usable()
        var schedule = StageSchedule(pipeline.graph, jobs: run.settings.jobs)
        let stages = Dictionary(uniqueKeysWithValues: pipeline.stages.map { ($0.name, $0) })
        let containersToKeep = pipeline.stagesWithReadContainers
        var results: [String: StageResult] = [:]
        var kept: [ContainerName] = []
        var releases: [String] = []
        var removals: [Task<Void, Never>] = []
        await withTaskGroup { group in
            var running = 0
            while true {
                while let name = schedule.begin() {
                    if let outcome = recorded[name] {
                        results[name] = taken(over: outcome, of: name)
                        schedule.end(name, passed: true)
                    } else if let stage = stages[name] {
                        let scope = run.scope(of: stage, in: pipeline, values: results.mapValues(\.outcome.values))
                        running += 1
                        group.addTask { await execute(stage, scope: scope) }
                    }
                }
                guard running > 0, let ended = await group.next() else { return }
                running -= 1
                let name = ended.result.id.stage
                results[name] = ended.result
                schedule.end(name, passed: ended.result.state == .passed)
                releases += ended.releases
                if containersToKeep.contains(name) {
                    kept += ended.containers
                } else {
                    removals.append(removal(of: ended.containers))
                }
            }
        }
        removals.append(removal(of: kept))
        if let installer = run.environment.services.charts, !releases.isEmpty {
            let removal = removal(of: releases, by: installer)
            let clock = run.environment.clock
            await withTaskCancellationHandler {
                await removal.value
            } onCancel: {
                Task {
                    try? await clock.sleep(for: Self.patience)
                    removal.cancel()
                }
            }
        }
        let all = pipeline.stages.map { results[$0.name] ?? skipped($0) }
        for removal in removals { await removal.value }
        return all
    }

    /// All of the pipeline's stages as skipped.
    func skip() -> [StageResult] { pipeline.stages.map(skipped) }

    private func execute(_ stage: Stage, scope: ValueScope) async -> Ended {
        let start = ContinuousClock.now
        var execution = StageExecution(run: run, pipeline: pipeline, stage: stage, scope: scope)
        run.environment.observer(.stageStarted(execution.id))
        var state = RunState.passed
        var failure: StageFailure?
        do {
            try Task.checkCancellation()
            try await execution.execute()
        } catch  where Task.isCancelled || error is CancellationError {
            state = .cancelled
        } catch {
            state = .failed
            let reason = StageFailure(error).placed(in: run.configurationText)
            failure = reason
            await execution.notify(of: reason)
        }
        let outcome = StageOutcome(values: execution.scope.values, images: execution.images, built: execution.built)
        let result = await journaled(
            StageResult(
                id: execution.id, state: state, duration: start.duration(to: .now), failure: failure, outcome: outcome))
        run.environment.observer(.stageFinished(result))
        return Ended(result: result, containers: execution.containers, releases: execution.releases)
    }

    /// The result once it is on record. What is not counts as cancelled, so that the run does not go on.
    private func journaled(_ result: StageResult) async -> StageResult {
        do {
            try await run.environment.journal(result)
            return result
        } catch {
            return StageResult(
                id: result.id, state: .cancelled, duration: result.duration, failure: nil, outcome: result.outcome)
        }
    }

    private func taken(over outcome: StageOutcome, of stage: String) -> StageResult {
        let id = StageID(pipeline: pipeline.name, stage: stage)
        let result = StageResult(
            id: id, state: .passed, duration: .zero, failure: nil, outcome: outcome, isRecorded: true)
        run.environment.observer(.stageFinished(result))
        return result
    }

    private func skipped(_ stage: Stage) -> StageResult {
        let id = StageID(pipeline: pipeline.name, stage: stage.name)
        let result = StageResult(id: id, state: .skipped, duration: .zero, failure: nil)
        run.environment.observer(.stageFinished(result))
        return result
    }

    /// How long whoever stops a run is kept waiting for a cluster.
    private static let patience = Duration.seconds(4)

    /// Begins to take releases away, also after the run was cancelled.
    private func removal(of releases: [String], by installer: any ChartInstaller) -> Task<Void, Never> {
        let observer = run.environment.observer
        return Task {
            for release in releases {
                do {
                    try await installer.uninstall(release)
                } catch  where Task.isCancelled {
                    observer(.warning("the release \(release) stays until the next run that deploys: helm is slow"))
                } catch {
                    observer(.warning("the release \(release) stays: \(error)"))
                }
            }
        }
    }

    /// Begins to remove what nothing needs any more, while the run goes on.
    ///
    /// Removal must also happen when the run was cancelled, so it is a task of its own; `execute()` waits for it.
    private func removal(of containers: [ContainerName]) -> Task<Void, Never> {
        let engine = run.environment.engine
        let observer = run.environment.observer
        return Task {
            await withTaskGroup { group in
                for container in containers {
                    group.addTask {
                        do {
                            try await engine.remove(container: container)
                        } catch {
                            observer(.warning("the container \(container) could not be removed: \(error)"))
                        }
                    }
                }
            }
        }
    }
}

extension Pipeline {
    /// Whether any of its stages reads a value called `key`.
    func reads(_ key: String) -> Bool {
        stages.contains { $0.templates.contains { $0.variables.contains { $0.key == key } } }
    }

    /// The stages whose containers something may use after the stage has ended.
    var stagesWithReadContainers: Set<String> {
        var found = Set<String>()
        for stage in stages {
            for variable in stage.templates.flatMap(\.variables) where variable.key == "container" {
                // What a stage exports of its own container any later stage may read.
                found.insert(variable.stage.flatMap { $0.isEmpty ? nil : $0 } ?? stage.name)
            }
        }
        return found
    }
}
