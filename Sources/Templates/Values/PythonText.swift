/// Operations on text by Unicode scalars, as Python counts: Swift's characters are larger (`\r\n` is one of them).
enum PythonText {
    /// What Python's `str.isspace` and its `\s` take for white space.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// `text` without the scalars at its ends that `isStripped` takes.
    static func stripped(
        _ text: String, left: Bool = true, right: Bool = true, where isStripped: (Unicode.Scalar) -> Bool = isSpace
    ) -> String {
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var end = scalars.endIndex
        if left { while start < end, isStripped(scalars[start]) { start = scalars.index(after: start) } }
        if right {
            while start < end {
                let before = scalars.index(before: end)
                guard isStripped(scalars[before]) else { break }
                end = before
            }
        }
        return String(scalars[start..<end])
    }

    /// The places of `part`, which is not empty, in `text`, from left to right without overlap.
    static func ranges(of part: String, in text: String) -> [Range<String.Index>] {
        let wanted = Array(part.utf8)
        var result: [Range<String.Index>] = []
        let bytes = Array(text.utf8)
        guard !wanted.isEmpty, wanted.count <= bytes.count else { return [] }
        var position = 0
        while position <= bytes.count - wanted.count {
            if bytes[position] == wanted[0], bytes[position..<position + wanted.count].elementsEqual(wanted) {
                let start = text.utf8.index(text.startIndex, offsetBy: position)
                result.append(start..<text.utf8.index(start, offsetBy: wanted.count))
                position += wanted.count
            } else {
                position += 1
            }
        }
        return result
    }

    /// `text` with at most `limit` places of `old` replaced; an empty `old` stands before each scalar and at the end.
    static func replacing(_ old: String, with new: String, in text: String, limit: Int?) throws(TemplateProblem)
        -> String
    {
        let limit = limit.flatMap { $0 < 0 ? nil : $0 } ?? .max
        guard !old.isEmpty else {
            let places = min(limit, text.unicodeScalars.count + 1)
            try ValueLimit.check(bytes: ValueLimit.product(places, new.utf8.count))
            var count = 0
            var result = ""
            for scalar in text.unicodeScalars {
                if count < limit { result += new }
                count += 1
                result.unicodeScalars.append(scalar)
            }
            return count < limit ? result + new : result
        }
        var result = ""
        var rest = text.startIndex
        let ranges = ranges(of: old, in: text).prefix(limit)
        try ValueLimit.check(bytes: ValueLimit.product(ranges.count, new.utf8.count))
        for range in ranges {
            result += String(text.unicodeScalars[rest..<range.lowerBound]) + new
            rest = range.upperBound
        }
        return result + String(text.unicodeScalars[rest...])
    }

    /// The parts of `text` between the places of `separator`, or between white space where it is `nil`.
    static func split(_ text: String, separator: String?, limit: Int?) -> [String] {
        let limit = limit.flatMap { $0 < 0 ? nil : $0 } ?? .max
        guard let separator else {
            var words: [String] = []
            var rest = stripped(text, right: false)
            while !rest.isEmpty {
                guard words.count < limit, let end = rest.unicodeScalars.firstIndex(where: isSpace) else {
                    words.append(words.count < limit ? rest : stripped(rest, left: false))
                    break
                }
                words.append(String(rest.unicodeScalars[..<end]))
                rest = stripped(String(rest.unicodeScalars[end...]), right: false)
            }
            return words
        }
        var parts: [String] = []
        var rest = text.startIndex
        for range in ranges(of: separator, in: text).prefix(limit) {
            parts.append(String(text.unicodeScalars[rest..<range.lowerBound]))
            rest = range.upperBound
        }
        return parts + [String(text.unicodeScalars[rest...])]
    }

    /// The lines of `text` without their ends; what is behind the last end is a line only if it is not empty.
    static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar.value {
            case 0x0A where previous == "\r": continue
            case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
                lines.append(String(line))
                line.removeAll()
            default: line.append(scalar)
            }
        }
        return line.isEmpty ? lines : lines + [String(line)]
    }

    /// `format % values` for `%s`, `%d`, `%i` and `%%`; values are those of a tuple, or one.
    static func format(_ format: String, _ values: TemplateValue) throws(TemplateProblem) -> String {
        var rest: ArraySlice<TemplateValue> = if case .tuple(let items) = values { items[...] } else { [values] }
        var result = ""
        var isDirective = false
        for scalar in format.unicodeScalars {
            guard isDirective else {
                if scalar == "%" { isDirective = true } else { result.unicodeScalars.append(scalar) }
                continue
            }
            isDirective = false
            if scalar == "%" {
                result += "%"
                continue
            }
            guard ["s", "d", "i"].contains(scalar) else { throw TemplateProblem("`%\(scalar)` is not supported") }
            guard let value = rest.popFirst() else { throw TemplateProblem("there are not enough values for the text") }
            if scalar == "s" {
                result += try value.printed()
            } else if case .real(let real) = value, let whole = try PythonNumber.truncated(real) {
                result += String(whole)
            } else {
                result += String(try value.whole("%\(scalar)"))
            }
            try ValueLimit.check(bytes: result.utf8.count)
        }
        guard !isDirective else { throw TemplateProblem("`%` has no letter behind it") }
        guard rest.isEmpty else { throw TemplateProblem("there are more values than the text takes") }
        return result
    }

    /// `text` in the middle of `width` scalars.
    static func centered(_ text: String, width: Int, fill: String = " ") throws(TemplateProblem) -> String {
        let count = text.unicodeScalars.count
        guard width > count else { return text }
        try ValueLimit.check(bytes: ValueLimit.product(width, fill.utf8.count))
        let margin = width - count
        let left = margin / 2 + (margin & width & 1)
        return String(repeating: fill, count: left) + text + String(repeating: fill, count: margin - left)
    }

    /// `text` as ASCII, with `\x`, `\u` and `\U` for all else.
    static func escapedASCII(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x80 else {
                result.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
            result += "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
        }
        return result
    }
}
