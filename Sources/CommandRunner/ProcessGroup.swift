internal import Glibc
internal import Synchronization

/// The process group of a child that leads its own session.
///
/// Tearing down a child waits for the child alone; what it started and did not wait for is ended through its group.
final class ProcessGroup: Sendable {
    private let leader = Mutex<pid_t>(0)

    func set(_ processID: pid_t) { leader.withLock { $0 = processID } }

    func kill() {
        let processID = leader.withLock { $0 }
        if processID > 1 { _ = Glibc.kill(-processID, SIGKILL) }
    }
}
