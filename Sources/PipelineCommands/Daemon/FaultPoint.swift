internal import Glibc
internal import Synchronization

/// A moment at which tests kill the daemon, to see that nothing is lost. Release builds have none.
///
/// `PIPELINE_RUNNER_FAULT=NAME` kills the process when it gets to the point for the first time, `NAME:3` for the third.
enum FaultPoint: String, CaseIterable {
    /// A poll found something that is not recorded yet.
    case observed
    /// What a poll found is recorded.
    case recorded
    /// A run is claimed and nothing was done for it.
    case claimed
    /// A stage has begun.
    case stageStarted = "stage-started"
    /// A stage has ended, and that is not recorded.
    case stageEnded = "stage-ended"
    /// A stage's end is recorded, and nothing follows it yet.
    case stageRecorded = "stage-recorded"
    /// An image is in the registry, and that is not recorded.
    case published
    /// A step has queued a run of another repository, and the step's end is not recorded.
    case enqueued
    /// A run has ended, and that is not recorded.
    case ended
    /// A run's end is recorded.
    case finished

    /// Kills the process if this is the point that the environment names.
    func reach() {
        #if DEBUG
            guard let asked = Self.asked, asked.name == rawValue else { return }
            if Self.count.withLock({
                $0 += 1; return $0
            }) == asked.count {
                kill(getpid(), SIGKILL)
            }
        #endif
    }

    #if DEBUG
        private static let count = Mutex(0)
        private static let asked: (name: String, count: Int)? = {
            guard let value = getenv("PIPELINE_RUNNER_FAULT") else { return nil }
            let parts = String(cString: value).split(separator: ":")
            return parts.first.map { (String($0), parts.count > 1 ? Int(parts[1]) ?? 1 : 1) }
        }()
    #endif
}
