public import PipelineCore
internal import Synchronization

/// Collects what a process wrote, from any task.
public final class CollectedLines: Sendable {
    private let state = Mutex<[OutputLine]>([])

    /// Starts empty.
    public init() {}

    /// Takes the next line; pass it as an output handler.
    public func add(_ line: OutputLine) { state.withLock { $0.append(line) } }

    /// All lines in the order in which they came.
    public var all: [OutputLine] { state.withLock { $0 } }

    /// The texts written to standard output.
    public var output: [String] { all.filter { $0.stream == .standardOutput }.map(\.text) }

    /// The texts written to standard error.
    public var errors: [String] { all.filter { $0.stream == .standardError }.map(\.text) }
}
