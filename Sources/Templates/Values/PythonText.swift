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
    static func replacing(_ old: String, with new: String, in text: String, limit: Int?) -> String {
        let limit = limit.flatMap { $0 < 0 ? nil : $0 } ?? .max
        guard !old.isEmpty else {
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
        for range in ranges(of: old, in: text).prefix(limit) {
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

    /// The lines of `text` without their ends, LF only: templates hold no other.
    static func lines(_ text: String) -> [String] { split(text, separator: "\n", limit: nil) }

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
