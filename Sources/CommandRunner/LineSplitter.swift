/// Cuts a stream of bytes into lines at LF.
///
/// A CR before the LF belongs to the line end. A line longer than the limit is cut there and marked, and its rest is
/// dropped, so that a process without line ends cannot fill the memory.
public struct LineSplitter {
    /// What stands at the end of a line that was cut.
    static let cutMark = " … [line cut]"

    private let limit: Int
    private var pending: [UInt8] = []
    private var isCut = false

    /// Cuts lines at `limit` bytes.
    public init(limit: Int = 64 << 10) {
        self.limit = limit
    }

    /// Takes the next bytes and hands each finished line to `emit`.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer, emit: (String) -> Void) {
        var rest = bytes[...]
        while let newline = rest.firstIndex(of: 0x0A) {
            append(rest[..<newline])
            finishLine(emit: emit)
            rest = rest[(newline + 1)...]
        }
        append(rest)
    }

    /// Hands out a last line that had no line end.
    public mutating func finish(emit: (String) -> Void) {
        if !pending.isEmpty || isCut { finishLine(emit: emit) }
    }

    private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        let room = limit - pending.count
        if bytes.count > room { isCut = true }
        pending.append(contentsOf: bytes.prefix(max(0, room)))
    }

    private mutating func finishLine(emit: (String) -> Void) {
        if pending.last == 0x0D { pending.removeLast() }
        emit(String(decoding: pending, as: UTF8.self) + (isCut ? Self.cutMark : ""))
        pending.removeAll(keepingCapacity: true)
        isCut = false
    }
}
