import Dispatch

/// The executor of an actor whose calls block: a dispatch queue of its own, so that they never sit on the cooperative pool.
final class BlockingLane: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
