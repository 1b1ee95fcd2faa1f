internal import Glibc

/// A moment, written in UTC in the forms that tags and labels use.
public struct UTCTime: Sendable, Hashable {
    /// Seconds since 1970-01-01 00:00:00 UTC.
    public let seconds: Int

    /// The moment `seconds` after 1970-01-01 00:00:00 UTC.
    public init(seconds: Int) { self.seconds = seconds }

    /// `yyyy-MM-dd-HHmmss`, the form in image tags.
    public var tagText: String { formatted("%Y-%m-%d-%H%M%S") }

    /// RFC 3339 with seconds, such as `2024-03-05T10:15:00Z`.
    public var rfc3339: String { formatted("%Y-%m-%dT%H:%M:%SZ") }

    /// `yyyyMMdd-HHmmss`, the form in run identifiers.
    public var compactText: String { formatted("%Y%m%d-%H%M%S") }

    /// The form in mails, such as `Tue, 05 Mar 2024 10:15:00 +0000`.
    public var mailText: String { formatted("%a, %d %b %Y %H:%M:%S +0000") }

    private func formatted(_ format: String) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        return String(unsafeUninitializedCapacity: 64) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress, $0.count, format, &parts) }
        }
    }
}
