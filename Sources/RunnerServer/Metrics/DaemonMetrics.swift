internal import Synchronization

/// What a daemon counts from its start on.
public final class DaemonMetrics: Sendable {
    struct Histogram {
        /// How many were at most as long as each bound; the last counts all.
        var counts = [Int](repeating: 0, count: DaemonMetrics.bounds.count + 1)
        var sum = 0.0
    }

    struct State {
        var polls: [Bool: Int] = [true: 0, false: 0]
        /// When each repository last answered.
        var answers: [String: ContinuousClock.Instant] = [:]
        var runs: [String: Histogram] = [:]
        var publishes = 0
        var hints = 0
    }

    /// The upper bounds of the durations of runs, in seconds.
    static let bounds: [Double] = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600]
    private let state = Mutex(State())

    /// Counts from nought.
    public init() {}

    /// Counts a poll of repositories that share an address.
    public func countPoll(of repositories: [String], hadAnswer: Bool) {
        let now = ContinuousClock.now
        state.withLock { state in
            state.polls[hadAnswer, default: 0] += 1
            for name in repositories where hadAnswer || state.answers[name] == nil { state.answers[name] = now }
        }
    }

    /// Whether a repository has been polled, with an answer or without.
    public func hasPolled(_ repository: String) -> Bool { state.withLock { $0.answers[repository] != nil } }

    /// Forgets repositories that are not watched any more.
    public func watch(_ repositories: Set<String>) {
        state.withLock { $0.answers = $0.answers.filter { repositories.contains($0.key) } }
    }

    /// Counts an attempt of a run that ended, in a word such as `passed`, and the images that it published.
    public func countRun(_ outcome: String, took duration: Duration, publishing images: Int) {
        let seconds = duration / .seconds(1)
        state.withLock { state in
            var histogram = state.runs[outcome] ?? Histogram()
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { histogram.counts[index] += 1 }
            histogram.counts[Self.bounds.count] += 1
            histogram.sum += seconds
            state.runs[outcome] = histogram
            state.publishes += images
        }
    }

    /// Counts a hint that was taken.
    public func countHint() { state.withLock { $0.hints += 1 } }

    var snapshot: State { state.withLock { $0 } }
}
