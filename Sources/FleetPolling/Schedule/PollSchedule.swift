internal import ConfigValues
public import FleetConfig

/// When which repository is polled.
///
/// Decides only; whoever owns it polls. Times are lengths since any moment in the past, of a clock that never jumps.
public struct PollSchedule: Sendable {
    struct Entry: Sendable {
        var names: [String]
        var interval: Duration
        /// When the next poll is due; `nil` while one is under way.
        var due: Duration?
        var startedAt = Duration.zero
        /// Whether something new was announced while a poll was under way, which may have come too early to see it.
        var isHinted = false
        /// How many polls in a row had no answer.
        var failures = 0
    }

    /// How many polls there are at a time, whatever the hosts: those that hang hold a thread each.
    public static let mostAtOnce = 64

    private var limits: FleetLimits
    private var entries: [PollTarget: Entry] = [:]
    private var underWay: [String: Int] = [:]
    private var random: SplitMix

    /// An empty schedule; equal seeds give equal jitter.
    public init(limits: FleetLimits, seed: UInt64) {
        self.limits = limits
        random = SplitMix(state: seed)
    }

    /// Replaces what is watched. New repositories are due at once; others keep their time, or get a nearer one.
    public mutating func watch(_ repositories: [FleetRepository], limits: FleetLimits, at now: Duration) {
        self.limits = limits
        var next: [PollTarget: Entry] = [:]
        for repository in repositories {
            let target = PollTarget(url: repository.url, credentials: repository.settings.credentials)
            let interval = repository.settings.interval.duration
            var entry = entries[target] ?? Entry(names: [], interval: interval, due: now)
            entry.names = (next[target]?.names ?? []) + [repository.name.text]
            entry.interval = min(next[target]?.interval ?? interval, interval)
            next[target] = entry
        }
        for (target, entry) in next {
            guard let due = entry.due, entry.failures == 0 else { continue }
            next[target]?.due = min(due, now + entry.interval)
        }
        entries = next
    }

    /// The repositories of the fleet that a poll is for, in their order.
    public func names(of target: PollTarget) -> [String] { entries[target]?.names ?? [] }

    /// Makes a repository due: somebody says that there is something new. Does nothing for an unknown name.
    public mutating func hint(_ name: String, at now: Duration) {
        for target in entries.keys where entries[target]?.names.contains(name) ?? false { hint(target, at: now) }
    }

    /// Makes all repositories due.
    public mutating func hintAll(at now: Duration) {
        for target in entries.keys { hint(target, at: now) }
    }

    private mutating func hint(_ target: PollTarget, at now: Duration) {
        if let due = entries[target]?.due {
            entries[target]?.due = min(due, now)
        } else {
            entries[target]?.isHinted = true
        }
    }

    /// The polls that begin now, the longest due first; each is under way until `finish` is called for it.
    public mutating func begin(at now: Duration) -> [PollTarget] {
        let due = entries.compactMap { target, entry in entry.due.map { (target: target, due: $0) } }
            .filter { $0.due <= now }
            .sorted { ($0.due, $0.target.url.text) < ($1.due, $1.target.url.text) }
        var begun: [PollTarget] = []
        var total = underWay.values.reduce(0, +)
        for (target, _) in due where total < Self.mostAtOnce && hasRoom(for: target) {
            underWay[host(of: target), default: 0] += 1
            total += 1
            entries[target]?.due = nil
            entries[target]?.startedAt = now
            begun.append(target)
        }
        return begun
    }

    /// Ends a poll. One that had no answer is tried again after twice the time of the last pause, up to a ceiling.
    public mutating func finish(_ target: PollTarget, hadAnswer: Bool, at now: Duration) {
        let host = host(of: target)
        underWay[host] = underWay[host].flatMap { $0 > 1 ? $0 - 1 : nil }
        guard var entry = entries[target] else { return }
        entry.failures = hadAnswer ? 0 : entry.failures + 1
        // Jitter keeps repositories of one host from marching in step.
        let pause = pause(of: entry) * Double.random(in: 0.9...1.1, using: &random)
        entry.due = entry.isHinted ? now : max(now, entry.startedAt + pause)
        entry.isHinted = false
        entries[target] = entry
    }

    /// When `begin` next has something to do, as far as time alone decides; `nil` if only `finish` can bring that about.
    public var nextDue: Duration? {
        guard underWay.values.reduce(0, +) < Self.mostAtOnce else { return nil }
        return entries.filter { hasRoom(for: $0.key) }.compactMap(\.value.due).min()
    }

    /// The pause after so many failures in a row.
    func pause(of entry: Entry) -> Duration {
        var pause = entry.interval
        for _ in 0..<entry.failures where pause < limits.backoff.duration { pause *= 2 }
        return entry.failures == 0 ? pause : min(pause, max(limits.backoff.duration, entry.interval))
    }

    private func host(of target: PollTarget) -> String { target.url.host ?? "" }

    private func hasRoom(for target: PollTarget) -> Bool {
        guard let host = target.url.host else { return true }
        return underWay[host, default: 0] < limits.concurrency(of: host)
    }
}
