internal import Synchronization

/// Hides secrets in a step's output, also where line ends stand in the middle of one.
///
/// A line that ends in the beginning of a secret is kept back until the next line shows whether it is one. Of a secret
/// that begins with less than four characters of a line, those are shown and the rest is not.
final class LineMasker: Sendable {
    /// What is known of one stream.
    private struct State {
        /// The lines that are kept back.
        var held: [[UInt8]] = []
        /// The last bytes that were shown.
        var shown: [UInt8] = []
    }

    private static let shownCount = 3
    /// A process that writes line ends only shall not fill the memory.
    private static let heldCount = 64

    private let masker: SecretMasker
    private let states = Mutex<[OutputLine.Stream: State]>([:])

    init(_ masker: SecretMasker) { self.masker = masker }

    /// Takes the next line and gives those that can be shown now.
    func take(_ line: OutputLine) -> [OutputLine] {
        guard !masker.isEmpty else { return [line] }
        return states.withLock { states in
            var state = states[line.stream, default: State()]
            state.held.append(Array(line.text.utf8))
            defer { states[line.stream] = state }
            return release(&state, holdingBack: true).map { OutputLine(line.stream, $0) }
        }
    }

    /// Gives the lines that were kept back.
    func finish() -> [OutputLine] {
        states.withLock { states in
            var lines: [OutputLine] = []
            for stream in [OutputLine.Stream.standardOutput, .standardError] {
                guard var state = states.removeValue(forKey: stream) else { continue }
                lines += release(&state, holdingBack: false).map { OutputLine(stream, $0) }
            }
            return lines
        }
    }

    private func release(_ state: inout State, holdingBack: Bool) -> [String] {
        let bytes = state.shown + state.held.joined()
        let (finds, cutOff) = masker.finds(in: bytes)
        var starts: [Int] = []
        var position = state.shown.count
        for line in state.held {
            starts.append(position)
            position += line.count
        }
        var count = state.held.count
        if holdingBack, count <= Self.heldCount, let cutOff, bytes.count - cutOff > Self.shownCount {
            count = Self.line(at: cutOff, starts)
            // What was found across the place would be cut in two. What began before all these lines is shown by now.
            while count > 0, count < starts.count,
                let across = finds.first(where: { $0.lowerBound < starts[count] && $0.contains(starts[count]) })
            {
                count = Self.line(at: across.lowerBound, starts)
            }
        }
        let ends = starts.dropFirst() + [bytes.count]
        let lines = zip(starts, ends).prefix(count).map { SecretMasker.text(bytes[$0..<$1], hiding: finds) }
        let shownEnd = count < starts.count ? starts[count] : bytes.count
        state.shown = Array(bytes[..<shownEnd].suffix(Self.shownCount))
        state.held.removeFirst(count)
        return lines
    }

    /// The line that holds a position; 0 for one before them.
    private static func line(at position: Int, _ starts: [Int]) -> Int {
        max(0, (starts.lastIndex { $0 <= position } ?? 0))
    }
}
