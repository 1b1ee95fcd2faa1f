internal import Logging

/// Writes each message as a line for people: time, level, message, and behind it the metadata as `name=value`. A value of several
/// lines follows on lines of its own.
struct TextLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> String

    /// - Parameters:
    ///   - now: The time as RFC 3339 has it.
    ///   - write: Takes a message, without its last line end.
    init(now: @escaping @Sendable () -> String, write: @escaping @Sendable (String) -> Void) {
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "\(now()) \(event.level.rawValue) \(event.message)"
        var below = ""
        let fields = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            let lines = "\(value)".withoutControls.split(separator: "\n")
            if lines.count > 1 {
                below += "\n  \(key):" + lines.map { "\n    \($0)" }.joined()
            } else {
                line += " \(key)=\(Self.quoted(lines.first ?? ""))"
            }
        }
        write(line + below)
    }

    private static func quoted(_ text: Substring) -> String {
        guard text.isEmpty || text.contains(where: { $0 == " " || $0 == "\"" }) else { return String(text) }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
