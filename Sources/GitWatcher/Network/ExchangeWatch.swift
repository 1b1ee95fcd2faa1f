import Clibgit2
import Glibc
import Synchronization

/// Watches over one exchange with a server: ends it when its time is up or its task is cancelled.
///
/// libgit2 1.5 knows no time limits and reads for ever from a server that is silent, so all its sockets and programs are
/// ours, and wherever they wait, they wait here.
final class ExchangeWatch: Sendable {
    /// Why an exchange was ended by us.
    enum Ending: Sendable, Hashable {
        case cancelled
        case connecting(Duration)
        case silence(Duration)
        case whole(Duration)
    }

    /// What a wait is for.
    enum Event: Sendable {
        case readable, writable
    }

    /// The watch over what the current task does; libgit2 opens sockets without telling for whom.
    @TaskLocal static var current: ExchangeWatch?

    let limits: NetworkLimits
    private let deadline: ContinuousClock.Instant
    private let ended = Mutex<Ending?>(nil)
    /// How long a wait may be before it looks whether the task was cancelled.
    private static let glance = Duration.milliseconds(100)

    init(limits: NetworkLimits) {
        self.limits = limits
        deadline = .now + limits.whole
    }

    /// Why the exchange was ended, `nil` if it was not.
    var ending: Ending? { ended.withLock { $0 } }

    private func end(_ reason: Ending) { ended.withLock { $0 = $0 ?? reason } }

    /// Whether the exchange may go on.
    func mayGoOn() -> Bool {
        if Task.isCancelled { end(.cancelled) }
        if ContinuousClock.now >= deadline { end(.whole(limits.whole)) }
        return ending == nil
    }

    /// Waits until `descriptor` is ready, or `other` can be read.
    ///
    /// - Returns: false if the exchange has ended instead.
    func wait(for event: Event, on descriptor: Int32, or other: Int32 = -1, connecting: Bool = false) -> Bool {
        let patience = connecting ? limits.connecting : limits.silence
        let until = ContinuousClock.now + patience
        while mayGoOn() {
            let rest = until - .now
            guard rest > .zero else {
                end(connecting ? .connecting(patience) : .silence(patience))
                return false
            }
            var waits = [
                pollfd(fd: descriptor, events: Int16(event == .readable ? POLLIN : POLLOUT), revents: 0),
                pollfd(fd: other, events: Int16(POLLIN), revents: 0),
            ]
            let milliseconds = min(rest, deadline - .now, Self.glance) / .milliseconds(1)
            let count = poll(&waits, nfds_t(waits.count), Int32(max(0, milliseconds.rounded(.up))))
            if count > 0 || count < 0 && errno != EINTR { return true }
        }
        return false
    }
}
