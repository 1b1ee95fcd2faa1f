internal import Diagnostics

/// A text in quotes, with the escapes of Python.
struct StringLiteral {
    let text: String
    /// The offset behind the closing quote.
    let end: Int

    /// Reads the literal whose opening quote is at `start`.
    init(in source: SourceText, at start: Int) throws(Diagnostic) {
        let quote = source.bytes[start]
        var offset = start + 1
        while offset < source.bytes.count, source.bytes[offset] != quote {
            offset += source.bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard offset < source.bytes.count else {
            throw Diagnostic(
                code: "template.syntax", "the text has no closing quote", at: source.location(of: start))
        }
        end = offset + 1
        let written = source.text(start + 1..<offset)
        guard written.contains("\\") else {
            text = written
            return
        }
        guard let text = Self.unescaped(written) else {
            throw Diagnostic(
                code: "template.syntax", "the text has an escape that is not complete", at: source.location(of: start),
                hint: #"write `\\` for a backslash"#)
        }
        self.text = text
    }

    /// Python turns what is not ASCII into escapes before it undoes all escapes, and so do we: a backslash before such a
    /// character makes a difference.
    private static func unescaped(_ written: String) -> String? {
        var rest = Array(PythonText.escapedASCII(written).unicodeScalars)[...]
        var result = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                result.append(scalar)
                continue
            }
            guard let kind = rest.popFirst() else { return nil }
            if kind == "\n" { continue }
            if let plain = simple[kind] {
                result.append(plain)
            } else if let width = widths[kind] {
                let digits = rest.prefix(width)
                guard digits.count == width, let decoded = Self.scalar(digits, radix: 16) else { return nil }
                result.append(decoded)
                rest = rest.dropFirst(width)
            } else if ("0"..."7").contains(kind) {
                let digits = [kind] + rest.prefix(2).prefix { ("0"..."7").contains($0) }
                guard let decoded = Self.scalar(digits[...], radix: 8) else { return nil }
                result.append(decoded)
                rest = rest.dropFirst(digits.count - 1)
            } else if kind == "N" {
                return nil
            } else {
                result.append(contentsOf: [scalar, kind])
            }
        }
        return String(result)
    }

    private static func scalar(_ digits: some Sequence<Unicode.Scalar>, radix: Int) -> Unicode.Scalar? {
        UInt32(String(String.UnicodeScalarView(digits)), radix: radix).flatMap(Unicode.Scalar.init)
    }

    private static let widths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
    private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t",
        "v": "\u{0B}",
    ]
}
