internal import PipelineCore
internal import Synchronization

/// Prints a CI job's log, in sections that its system can fold.
final class SectionedDisplay: RunDisplay {
    private let channel: OutputChannel
    private let log: Mutex<SectionedLog>

    init(channel: OutputChannel, markers: any SectionMarkers) {
        self.channel = channel
        log = Mutex(SectionedLog(markers: markers))
    }

    func prepare(for pipelines: [Pipeline]) {
        log.withLock { log in
            for pipeline in pipelines {
                for stage in pipeline.stages {
                    log.locations[StageID(pipeline: pipeline.name, stage: stage.name)] = stage.location
                }
            }
        }
    }

    func show(_ event: RunEvent) {
        // Written under the lock: marks in the wrong order would put lines into another stage's section.
        log.withLock { log in
            let text = log.apply(event)
            if !text.isEmpty { channel.write(text) }
        }
    }

    func close() {
        log.withLock { channel.write($0.finish()) }
    }

    func show(_ error: ErrorRecord) -> Bool {
        log.withLock { channel.write($0.failure(error)) }
        return true
    }
}
