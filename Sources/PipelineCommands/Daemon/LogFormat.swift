internal import ArgumentParser

/// How a daemon writes its log.
enum LogFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// A line for people: time, level, message, and behind it the fields as `name=value`. A value of several lines follows on
    /// lines of its own.
    case text
    /// A line of JSON: `time`, `level`, `message`, and the fields by their names.
    case json

    /// One message, without its last line end.
    func text(time: String, level: String, message: String, _ fields: [String: String]) -> String {
        switch self {
        case .text: Self.line(["\(time) \(level) \(message)"], fields)
        case .json: Self.object(["time": time, "level": level, "message": message], fields)
        }
    }

    private static func object(_ own: [String: String], _ fields: [String: String]) -> String {
        var object = own
        // What every line has keeps its meaning.
        for (key, value) in fields { object[own[key] == nil ? key : "\(key)_"] = value }
        return JSONText.line(object)
    }

    private static func line(_ own: [String], _ fields: [String: String]) -> String {
        var line = own
        var below = ""
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            let lines = value.withoutControls.split(separator: "\n")
            if lines.count > 1 {
                below += "\n  \(key):" + lines.map { "\n    \($0)" }.joined()
            } else {
                line.append("\(key)=\(quoted(lines.first ?? ""))")
            }
        }
        return line.joined(separator: " ") + below
    }

    private static func quoted(_ text: Substring) -> String {
        guard text.isEmpty || text.contains(where: { $0 == " " || $0 == "\"" }) else { return String(text) }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
