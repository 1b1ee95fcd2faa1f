/// Reads git's configuration syntax: `[section "subsection"]` and `key = value` lines.
struct ConfigReader {
    struct Entry {
        /// In lower case.
        let section: String
        let subsection: String?
        /// In lower case.
        let key: String
        let value: [UInt8]
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var section = ""
    private var subsection: String?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The next key with its section; `nil` at the end.
    mutating func next() throws(InvalidGitModules) -> Entry? {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): advance()
            case UInt8(ascii: "#"), UInt8(ascii: ";"): skipLine()
            case UInt8(ascii: "["): try readHeader()
            default:
                let key = takeName().lowercased()
                guard !key.isEmpty, !section.isEmpty else { throw invalid("a key was expected") }
                return Entry(section: section, subsection: subsection, key: key, value: try readValue())
            }
        }
        return nil
    }

    private mutating func readHeader() throws(InvalidGitModules) {
        advance()
        section = takeName().lowercased()
        subsection = nil
        skipBlanks()
        if peek() == UInt8(ascii: "\"") {
            advance()
            var name: [UInt8] = []
            while let byte = peek(), byte != UInt8(ascii: "\"") {
                advance()
                guard byte != UInt8(ascii: "\n") else { throw invalid("a subsection's name is not closed") }
                guard byte == UInt8(ascii: "\\"), let escaped = peek() else {
                    name.append(byte)
                    continue
                }
                advance()
                name.append(escaped)
            }
            advance()
            subsection = String(decoding: name, as: UTF8.self)
        }
        guard peek() == UInt8(ascii: "]"), !section.isEmpty else { throw invalid("a section was expected") }
        advance()
    }

    /// Reads `= value` to the end of the line; a key alone has an empty value.
    private mutating func readValue() throws(InvalidGitModules) -> [UInt8] {
        skipBlanks()
        guard peek() == UInt8(ascii: "=") else {
            guard peek().map({ "\n\r#;".utf8.contains($0) }) ?? true else { throw invalid("`=` was expected") }
            return []
        }
        advance()
        skipBlanks()
        var value: [UInt8] = []
        var kept = 0
        var isQuoted = false
        while let byte = peek(), byte != UInt8(ascii: "\n") {
            if !isQuoted, byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") {
                skipLine()
                break
            }
            advance()
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\"):
                if let escaped = try readEscape() { value.append(escaped) }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                value.append(byte)
                // Blanks at the end of an unquoted value do not belong to it.
                if !isQuoted { continue }
            default: value.append(byte)
            }
            kept = value.count
        }
        guard !isQuoted else { throw invalid("a quote is not closed") }
        return Array(value.prefix(kept))
    }

    /// What stands for an escape; `nil` for a line that goes on.
    private mutating func readEscape() throws(InvalidGitModules) -> UInt8? {
        if peek() == UInt8(ascii: "\r") { advance() }
        guard let byte = peek() else { throw invalid("the file ends in an escape") }
        advance()
        switch byte {
        case UInt8(ascii: "\n"): return nil
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): return byte
        case UInt8(ascii: "n"): return UInt8(ascii: "\n")
        case UInt8(ascii: "t"): return UInt8(ascii: "\t")
        case UInt8(ascii: "b"): return 8
        default: throw invalid("an unknown escape")
        }
    }

    private mutating func takeName() -> String {
        let start = position
        while let byte = peek(), isNameByte(byte) { advance() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        let scalar = Unicode.Scalar(byte)
        return scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-.".utf8.contains(byte))
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func advance() {
        if peek() == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { advance() }
    }

    private mutating func skipLine() {
        while let byte = peek(), byte != UInt8(ascii: "\n") { advance() }
    }

    private func invalid(_ reason: String) -> InvalidGitModules { InvalidGitModules(line: line, reason: reason) }
}
