extension TemplateValue {
    /// The text that an output prints: Python's `str()`.
    public var text: String {
        switch self {
        case .string(let text): text
        case .absent: ""
        default: literal
        }
    }

    /// The text as Python's `repr()` writes it.
    var literal: String {
        switch self {
        case .none: "None"
        case .boolean(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .real(let value): value.description
        case .string(let text): Self.quoted(text)
        case .list(let items): "[" + items.map(\.literal).joined(separator: ", ") + "]"
        case .tuple(let items):
            "(" + items.map(\.literal).joined(separator: ", ") + (items.count == 1 ? ",)" : ")")
        case .map(let entries):
            "{" + entries.map { "\($0.key.literal): \($0.value.literal)" }.joined(separator: ", ") + "}"
        case .undefined, .absent: "Undefined"
        }
    }

    /// In single quotes, unless only double quotes save escapes.
    private static func quoted(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if isPrintable(scalar) { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
            }
        }
        return result + String(quote)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        if scalar.value >= 0x80 { return PythonText.escapedASCII(String(scalar)) }
        let digits = String(scalar.value, radix: 16)
        return "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
    }
}
