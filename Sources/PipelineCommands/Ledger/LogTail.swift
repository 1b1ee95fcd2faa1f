internal import Glibc
internal import PipelineCore

/// Reads a log that another process may be writing, a piece at a time.
struct LogTail {
    let path: String
    /// Only lines that begin like this are passed on; all if empty.
    var begins = ""
    /// Whether the file was there.
    private(set) var isThere = false
    private var offset: off_t = 0
    private var rest: [UInt8] = []

    init(path: String) { self.path = path }

    /// Hands on the whole lines that were added since the last call.
    ///
    /// - Throws: `CommandExit` if the file cannot be read; that there is none is no error.
    mutating func read(_ show: (String) -> Void) throws(CommandExit) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw CommandExit(.unfitEnvironment, "error: cannot read \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        isThere = true
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while case let count = pread(descriptor, &buffer, buffer.count, offset), count > 0 {
            offset += count
            rest.append(contentsOf: buffer[..<count])
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            show(wanted(rest[...end]))
            rest.removeFirst(end + 1)
        }
    }

    private func wanted(_ lines: ArraySlice<UInt8>) -> String {
        guard !begins.isEmpty else { return String(decoding: lines, as: UTF8.self) }
        let prefix = Array(begins.utf8)
        return lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .filter { $0.starts(with: prefix) }
            .map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
    }
}
