internal import Glibc
internal import Synchronization

/// Standard output or standard error: what it can show, and writes that do not mix.
final class OutputChannel: Sendable {
    /// The error for which a part of the result is missing on standard output; 0 if nothing is.
    private static let resultError = Mutex<CInt>(0)

    private let descriptor: CInt
    private let lock = Mutex(())
    /// Whether a person looks at it and cursor moves are understood.
    let isTerminal: Bool
    /// Whether to use colour: a terminal, and `NO_COLOR` is not set.
    let usesColor: Bool

    init(descriptor: CInt, environment: [String: String]) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
        usesColor = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Columns of the terminal; 80 where there is none.
    var width: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Rows of the terminal; 24 where there is none.
    var height: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
    }

    /// Why the result did not all reach standard output; `nil` if it did, or if its reader went away.
    static var lostResult: String? {
        let code = resultError.withLock { $0 }
        return code == 0 ? nil : String(cString: strerror(code))
    }

    /// Writes all of `text`. A reader that went away is no reason to stop.
    func write(_ text: String) {
        var text = text
        lock.withLock { _ in
            text.withUTF8 { bytes in
                var rest = UnsafeRawBufferPointer(bytes)
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                    if count < 0 {
                        let code = errno
                        if code == EINTR || code == EAGAIN { continue }
                        if descriptor == STDOUT_FILENO, code != EPIPE { Self.resultError.withLock { $0 = code } }
                        return
                    }
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
    }
}
