internal import CommandRunner
internal import PipelineCore
internal import Synchronization

/// Takes what a daemon sends of a container's output apart.
///
/// The Docker Engine API's `ContainerAttach` puts eight bytes before each piece: 1 for standard output or 2 for standard error,
/// three zeros, and the length, most significant byte first.
final class ContainerOutput: Sendable {
    private let handler: OutputHandler
    private let pieces = Mutex(Pieces())

    init(_ handler: @escaping OutputHandler) { self.handler = handler }

    func feed(_ bytes: [UInt8]) { pieces.withLock { $0.feed(bytes, handler) } }

    /// Hands out last lines that have no line end.
    func finish() { pieces.withLock { $0.finish(handler) } }

    private struct Pieces {
        private var header: [UInt8] = []
        private var missing = 0
        private var lines: [OutputLine.Stream: LineSplitter] = [:]

        mutating func feed(_ bytes: [UInt8], _ handler: OutputHandler) {
            var start = 0
            while start < bytes.count {
                if missing == 0 {
                    header.append(bytes[start])
                    start += 1
                    guard header.count == 8 else { continue }
                    missing = header[4...].reduce(0) { $0 << 8 | Int($1) }
                } else {
                    let end = min(bytes.count, start + missing)
                    let stream: OutputLine.Stream = header[0] == 2 ? .standardError : .standardOutput
                    bytes[start..<end].withUnsafeBytes { piece in
                        lines[stream, default: LineSplitter()].feed(piece) { handler(OutputLine(stream, $0)) }
                    }
                    missing -= end - start
                    start = end
                }
                if missing == 0 { header.removeAll(keepingCapacity: true) }
            }
        }

        mutating func finish(_ handler: OutputHandler) {
            for stream in [OutputLine.Stream.standardOutput, .standardError] {
                lines[stream]?.finish { handler(OutputLine(stream, $0)) }
            }
        }
    }
}
