internal import Glibc

/// A moment of the wall clock, to the millisecond.
///
/// The wall clock may jump: nothing in the ledger is ordered by moments, and a span between two may be negative.
public struct Moment: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01 00:00:00 UTC.
    public let milliseconds: Int64

    /// The moment `milliseconds` after 1970-01-01 00:00:00 UTC.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment `seconds` after 1970-01-01 00:00:00 UTC.
    public init(seconds: Int) { milliseconds = Int64(seconds) * 1000 }

    /// Whole seconds since 1970-01-01 00:00:00 UTC.
    public var seconds: Int { Int(milliseconds / 1000) }

    /// RFC 3339 with seconds, such as `2024-03-05T10:15:00Z`.
    public var rfc3339: String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        return String(unsafeUninitializedCapacity: 64) { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, $0.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
            }
        }
    }

    /// The moment `duration` later.
    public func advanced(by duration: Duration) -> Moment {
        let (seconds, attoseconds) = duration.components
        return Moment(milliseconds: milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// The time from here to `other`; none where the clock was set back in between.
    public func duration(to other: Moment) -> Duration { .milliseconds(max(0, other.milliseconds - milliseconds)) }

    /// Whether `left` came first.
    public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }
}
