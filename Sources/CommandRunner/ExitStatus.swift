/// How a process ended. A status other than 0 is a result, not an error.
public enum ExitStatus: Sendable, Hashable {
    /// It exited by itself with this code.
    case exited(Int32)
    /// This signal ended it.
    case signaled(Int32)

    /// Whether it exited with 0.
    public var isSuccess: Bool { self == .exited(0) }

    /// The code a shell would report: the exit code, or 128 and the signal's number.
    public var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

extension ExitStatus: CustomStringConvertible {
    /// `exit code N` or `signal N`.
    public var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
    }
}
