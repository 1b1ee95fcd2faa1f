/// The longer ones of the filters on text.
enum TextFilters {
    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// Words begin behind blanks, hyphens and opening brackets, not behind other marks as Python's own method has it.
    static func titled(_ text: String) -> String {
        var result = ""
        var isStart = true
        for scalar in text.unicodeScalars {
            if PythonText.isSpace(scalar) || "-({[<".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
                isStart = true
            } else {
                result += isStart ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
                isStart = false
            }
        }
        return result
    }

    static func words(_ text: String) -> Int {
        text.unicodeScalars.split { !($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_") }
            .count
    }

    /// `indent(width=4, first=false, blank=false)`; blank lines stay empty unless `blank`.
    static let indent: TemplateFilter = { value, arguments in
        let values = try arguments.assigned(to: "width", "first", "blank")
        let width = values[0]?.integer ?? 4
        guard width <= 1000 else { throw TemplateProblem("an indentation has at most 1000 blanks") }
        let margin = values[0]?.string ?? String(repeating: " ", count: max(0, width))
        let indentsBlank = values[2]?.isTrue ?? false
        var lines = PythonText.lines(value.text + "\n")
        // What is behind the newline that was added is no line.
        lines.removeLast()
        let indented = lines.enumerated().map { index, line in
            index > 0 && (indentsBlank || !line.isEmpty) ? margin + line : line
        }
        return .string((values[1]?.isTrue == true ? margin : "") + indented.joined(separator: "\n"))
    }

    /// JSON that is safe inside of HTML, as the language defines it; keys are sorted.
    static func json(_ value: TemplateValue) throws(TemplateProblem) -> String {
        switch value {
        case .none: return "null"
        case .boolean(let flag): return flag ? "true" : "false"
        case .integer, .real: return value.text
        case .string(let text): return quotedJSON(text)
        case .list(let items), .tuple(let items):
            var parts: [String] = []
            for item in items { parts.append(try json(item)) }
            return "[\(parts.joined(separator: ", "))]"
        case .map(let entries):
            var parts: [String] = []
            for entry in entries.sorted(by: { $0.key.text < $1.key.text }) {
                parts.append("\(quotedJSON(entry.key.text)): \(try json(entry.value))")
            }
            return "{\(parts.joined(separator: ", "))}"
        case .undefined(let message): throw TemplateProblem(undefined: message)
        case .absent: throw TemplateProblem(undefined: "this `if` is not true and has no `else`")
        }
    }

    private static func quotedJSON(_ text: String) -> String {
        var result = "\""
        for unit in text.utf16 {
            switch unit {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case 0x09: result += "\\t"
            case 0x08: result += "\\b"
            case 0x0C: result += "\\f"
            case 0x20...0x7E where ![0x26, 0x27, 0x3C, 0x3E].contains(unit):
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result + "\""
    }
}
