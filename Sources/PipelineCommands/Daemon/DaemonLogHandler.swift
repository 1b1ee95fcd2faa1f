internal import Logging

/// Writes each message in the format that a daemon's log has.
struct DaemonLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let format: LogFormat
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> String

    /// - Parameters:
    ///   - now: The time as RFC 3339 has it.
    ///   - write: Takes a message, without its last line end.
    init(_ format: LogFormat, now: @escaping @Sendable () -> String, write: @escaping @Sendable (String) -> Void) {
        self.format = format
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).mapValues { "\($0)" }
        write(format.text(time: now(), level: event.level.rawValue, message: "\(event.message)", fields))
    }
}
