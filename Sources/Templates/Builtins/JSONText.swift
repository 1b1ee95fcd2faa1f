/// JSON that is safe inside of HTML, as the filter `tojson` writes it; keys are sorted.
struct JSONText {
    private var text = ""
    /// What a level is indented by; `nil` for all in one line.
    private let indent: String?

    /// - Throws: `TemplateProblem` for values that JSON does not have, and for keys without a common order.
    static func text(of value: TemplateValue, indent: TemplateValue) throws(TemplateProblem) -> String {
        var margin: String?
        if let width = indent.integer {
            guard width <= 1000 else { throw TemplateProblem("an indentation has at most 1000 blanks") }
            margin = String(repeating: " ", count: max(0, width))
        } else if indent != .none {
            margin = try indent.plainText("indent")
            guard margin?.contains(where: { "<>&'".contains($0) }) == false else {
                throw TemplateProblem("an indentation with marks of HTML is not supported")
            }
        }
        var json = JSONText(indent: margin)
        try json.write(value, depth: 0)
        return json.text
    }

    private init(indent: String?) { self.indent = indent }

    private mutating func write(_ value: TemplateValue, depth: Int) throws(TemplateProblem) {
        try ValueLimit.check(bytes: text.utf8.count)
        switch value {
        case .none: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .real(let number): text += Self.number(number)
        case .string(let string), .markup(let string): quote(string)
        case .list(let items), .tuple(let items):
            try write("[", items.count, "]", depth) { json, index throws(TemplateProblem) in
                try json.write(items[index], depth: depth + 1)
            }
        case .map(let entries):
            let keyed = entries.map { ($0.value, $0.key) }
            let sorted = try ListFilters.sorted(keyed, isReversed: false)
            try write("{", sorted.count, "}", depth) { json, index throws(TemplateProblem) in
                json.quote(try Self.key(sorted[index].1))
                json.text += ": "
                try json.write(sorted[index].0, depth: depth + 1)
            }
        case .undefined(let message): throw TemplateProblem(undefined: message)
        case .absent: throw TemplateProblem.absent
        case .range, .view, .iterator, .loop: throw TemplateProblem("JSON has no \(value.kindName)")
        }
    }

    private mutating func write(
        _ start: String, _ count: Int, _ end: String, _ depth: Int,
        _ element: (inout JSONText, Int) throws(TemplateProblem) -> Void
    ) throws(TemplateProblem) {
        text += start
        for index in 0..<count {
            if index > 0 { text += indent == nil ? ", " : "," }
            startLine(depth + 1)
            try element(&self, index)
        }
        if count > 0 { startLine(depth) }
        text += end
    }

    private mutating func startLine(_ depth: Int) {
        if let indent { text += "\n" + String(repeating: indent, count: depth) }
    }

    private static func number(_ number: Double) -> String {
        number.isNaN
            ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : PythonNumber.text(of: number)
    }

    private static func key(_ key: TemplateValue) throws(TemplateProblem) -> String {
        switch key {
        case .none: return "null"
        case .boolean(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .real(let number): return Self.number(number)
        default:
            guard let text = key.string else { throw TemplateProblem("a \(key.kindName) is no key in JSON") }
            return text
        }
    }

    private mutating func quote(_ string: String) {
        text += "\""
        for unit in string.utf16 {
            switch unit {
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0x09: text += "\\t"
            case 0x08: text += "\\b"
            case 0x0C: text += "\\f"
            case 0x20...0x7E where ![0x26, 0x27, 0x3C, 0x3E].contains(unit):
                text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        text += "\""
    }
}
