internal import Glibc
public import PipelineCore
internal import Synchronization

/// The full log of a run: a text file that grows while the run goes on.
///
/// Lines are written as they come, so that another process can follow. A disk that fills up stops the log and not the run.
public final class RunLog: Sendable {
    private struct State {
        var descriptor: CInt
        var length: Int64
        var failure: WorkspaceFailure?
    }

    /// The file's absolute path.
    public let path: String
    private let state: Mutex<State>

    /// Begins the log of a run.
    ///
    /// - Throws: `WorkspaceFailure` if the file cannot be made.
    public convenience init(in folder: StateFolder, for id: RunID) throws(WorkspaceFailure) {
        try self.init(in: folder, continuing: id.description)
    }

    /// Begins the log of a run, or goes on with it behind what earlier attempts wrote.
    ///
    /// - Throws: `WorkspaceFailure` if the file cannot be made.
    public init(in folder: StateFolder, continuing id: String) throws(WorkspaceFailure) {
        let runFolder = folder.runFolder(id)
        try folder.makeFolder(runFolder)
        path = "\(runFolder)/log.txt"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw WorkspaceFailure(path: path, errno: errno) }
        state = Mutex(State(descriptor: descriptor, length: Int64(lseek(descriptor, 0, SEEK_END))))
    }

    /// How many bytes are in the file.
    public var length: Int64 { state.withLock { $0.length } }

    /// Why the log stopped growing; `nil` if it did not.
    public var failure: WorkspaceFailure? { state.withLock { $0.failure } }

    /// Appends a line.
    public func write(_ line: String) {
        var text = line + "\n"
        let path = path
        state.withLock { state in
            guard state.failure == nil else { return }
            text.withUTF8 { bytes in
                var rest = UnsafeRawBufferPointer(bytes)
                while !rest.isEmpty {
                    let count = Glibc.write(state.descriptor, rest.baseAddress, rest.count)
                    if count < 0 {
                        if errno == EINTR { continue }
                        state.failure = WorkspaceFailure(path: path, errno: errno)
                        return
                    }
                    state.length += Int64(count)
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
    }

    deinit { state.withLock { _ = close($0.descriptor) } }
}
