internal import Synchronization

/// Remembers the last lines of a step's output, with secrets hidden, while passing all of them on.
final class OutputTail: Sendable {
    private struct Lines {
        var recent: [String] = []
        var standardOutput: [String] = []
    }

    private let kept = 20
    private let captured: Int
    private let masker: LineMasker
    private let forward: OutputHandler
    private let lines = Mutex(Lines())

    /// Captures the last `captured` lines of standard output besides; negative for all.
    init(captured: Int = 0, masker: SecretMasker = SecretMasker(), forward: @escaping OutputHandler) {
        self.captured = captured
        self.masker = LineMasker(masker)
        self.forward = forward
    }

    /// The last lines of both streams, at most 20.
    var last: [String] { lines.withLock { $0.recent.suffix(kept) } }

    /// The captured lines, each with a line end.
    var output: String {
        let all = lines.withLock { $0.standardOutput }
        return (captured < 0 ? all[...] : all.suffix(captured)).map { $0 + "\n" }.joined()
    }

    func take(_ line: OutputLine) {
        for line in masker.take(line) { add(line) }
    }

    /// Takes what was kept back because a secret might have gone on.
    func finish() {
        for line in masker.finish() { add(line) }
    }

    private func add(_ line: OutputLine) {
        lines.withLock { lines in
            lines.recent.append(line.text)
            if lines.recent.count > kept * 8 { lines.recent.removeFirst(lines.recent.count - kept) }
            guard captured != 0, line.stream == .standardOutput else { return }
            lines.standardOutput.append(line.text)
            if captured > 0, lines.standardOutput.count / 2 > max(captured, 32) {
                lines.standardOutput.removeFirst(lines.standardOutput.count - captured)
            }
        }
        forward(line)
    }
}
