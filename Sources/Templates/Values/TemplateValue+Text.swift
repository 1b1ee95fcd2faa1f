extension TemplateValue {
    /// The text that an output prints: Python's `str()`; for what has none that is always the same, what it is.
    public var text: String { (try? printed()) ?? "a \(kindName)" }

    /// The text that an output prints.
    ///
    /// - Throws: `TemplateProblem` for what is undefined, what prints differently each time, and too large a text.
    func printed() throws(TemplateProblem) -> String {
        switch self {
        case .string(let text), .markup(let text): return text
        case .absent: return ""
        case .undefined(let message): throw TemplateProblem(undefined: message)
        default: return try literal()
        }
    }

    /// The text as Python's `repr()` writes it.
    func literal() throws(TemplateProblem) -> String {
        var text = ""
        try write(to: &text)
        return text
    }

    private func write(to text: inout String) throws(TemplateProblem) {
        try ValueLimit.check(bytes: text.utf8.count)
        switch self {
        case .none: text += "None"
        case .boolean(let value): text += value ? "True" : "False"
        case .integer(let value): text += String(value)
        case .real(let value): text += PythonNumber.text(of: value)
        case .string(let value): text += Self.quoted(value)
        case .markup(let value): text += "Markup(\(Self.quoted(value)))"
        case .list(let items): try Self.write("[", items, "]", to: &text)
        case .tuple(let items): try Self.write("(", items, items.count == 1 ? ",)" : ")", to: &text)
        case .map(let entries):
            text += "{"
            for (index, entry) in entries.enumerated() {
                text += index > 0 ? ", " : ""
                try entry.key.write(to: &text)
                text += ": "
                try entry.value.write(to: &text)
            }
            text += "}"
        case .range(let range): text += range.literal
        case .view(let view): try Self.write("\(view.kind.rawValue)([", view.elements, "])", to: &text)
        case .loop(let loop): text += loop.literal
        case .iterator:
            throw TemplateProblem(
                "the result of this filter prints differently each time", hint: "write `|list` behind the filter")
        case .undefined, .absent: text += "Undefined"
        }
    }

    private static func write(_ start: String, _ items: [TemplateValue], _ end: String, to text: inout String)
        throws(TemplateProblem)
    {
        text += start
        for (index, item) in items.enumerated() {
            text += index > 0 ? ", " : ""
            try item.write(to: &text)
        }
        text += end
    }

    /// In single quotes, unless only double quotes save escapes.
    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in scalars {
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
