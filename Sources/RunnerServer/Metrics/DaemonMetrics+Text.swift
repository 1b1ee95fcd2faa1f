extension DaemonMetrics {
    /// All of it in Prometheus's text format.
    ///
    /// - Parameter queue: How many runs wait and how many are in progress, by those words.
    public func text(queue: [String: Int]) -> String {
        let state = snapshot
        let now = ContinuousClock.now
        var text = MetricsText()
        text.begin("pipeline_runner_polls_total", "counter", "Polls of addresses, by whether there was an answer.")
        text.add("pipeline_runner_polls_total", [("result", "answered")], Double(state.polls[true] ?? 0))
        text.add("pipeline_runner_polls_total", [("result", "failed")], Double(state.polls[false] ?? 0))
        text.begin("pipeline_runner_poll_age_seconds", "gauge", "Time since a repository last answered.")
        for (name, instant) in state.answers.sorted(by: { $0.key < $1.key }) {
            text.add("pipeline_runner_poll_age_seconds", [("repository", name)], (now - instant) / .seconds(1))
        }
        text.begin("pipeline_runner_runs", "gauge", "Runs that wait or are in progress.")
        for (status, count) in queue.sorted(by: { $0.key < $1.key }) {
            text.add("pipeline_runner_runs", [("state", status)], Double(count))
        }
        text.begin("pipeline_runner_run_duration_seconds", "histogram", "Attempts of runs that ended, by outcome.")
        for (outcome, histogram) in state.runs.sorted(by: { $0.key < $1.key }) {
            let name = "pipeline_runner_run_duration_seconds"
            for (bound, count) in zip(Self.bounds.map { "\(Int($0))" } + ["+Inf"], histogram.counts) {
                text.add("\(name)_bucket", [("outcome", outcome), ("le", bound)], Double(count))
            }
            text.add("\(name)_sum", [("outcome", outcome)], histogram.sum)
            text.add("\(name)_count", [("outcome", outcome)], Double(histogram.counts.last ?? 0))
        }
        text.begin("pipeline_runner_publishes_total", "counter", "Tags of images that were published.")
        text.add("pipeline_runner_publishes_total", [], Double(state.publishes))
        text.begin("pipeline_runner_hints_total", "counter", "Hints to poll that were taken.")
        text.add("pipeline_runner_hints_total", [], Double(state.hints))
        return text.lines.joined(separator: "\n") + "\n"
    }
}

/// Lines of Prometheus's text format.
private struct MetricsText {
    var lines: [String] = []

    mutating func begin(_ name: String, _ kind: String, _ help: String) {
        lines += ["# HELP \(name) \(help)", "# TYPE \(name) \(kind)"]
    }

    mutating func add(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let shown = labels.map { label, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(label)=\"\(escaped)\""
        }
        let number = value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        lines.append("\(name)\(shown.isEmpty ? "" : "{\(shown.joined(separator: ","))}") \(number)")
    }
}
