internal import Diagnostics

/// Cuts a template into tokens, by the rules of Jinja2 with `trim_blocks` and `lstrip_blocks` off.
struct Lexer {
    let source: SourceText
    private(set) var tokens: [Token] = []
    private var position = 0

    private var bytes: [UInt8] { source.bytes }

    init(_ source: SourceText) { self.source = source }

    static func tokens(of source: SourceText) throws(Diagnostic) -> [Token] {
        var lexer = Lexer(source)
        while lexer.position < source.bytes.count { try lexer.readTextAndTag() }
        lexer.add(.end, at: source.bytes.count, length: 1)
        return lexer.tokens
    }

    /// Text up to the next tag, then the tag with all that is in it.
    private mutating func readTextAndTag() throws(Diagnostic) {
        let start = position
        while position < bytes.count, !isTagStart(position) { position += 1 }
        guard position < bytes.count else { return addText(start..<position, strips: false) }
        let tag = position
        let sign = tag + 2 < bytes.count ? bytes[tag + 2] : 0
        let hasSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        addText(start..<tag, strips: sign == UInt8(ascii: "-"))
        position = tag + (hasSign ? 3 : 2)
        switch bytes[tag + 1] {
        case UInt8(ascii: "#"): try skipComment(from: tag)
        case UInt8(ascii: "{"): try readTag(from: tag, start: .outputStart, end: .outputEnd)
        default:
            if let contents = rawStart() {
                position = contents
                try readRaw(from: tag)
            } else {
                try readTag(from: tag, start: .tagStart, end: .tagEnd)
            }
        }
    }

    private func isTagStart(_ offset: Int) -> Bool {
        guard bytes[offset] == UInt8(ascii: "{"), offset + 1 < bytes.count else { return false }
        let next = bytes[offset + 1]
        return next == UInt8(ascii: "{") || next == UInt8(ascii: "%") || next == UInt8(ascii: "#")
    }

    private mutating func skipComment(from tag: Int) throws(Diagnostic) {
        var offset = position
        while offset < bytes.count {
            if source.has("-#}", at: offset) {
                position = source.skippingSpace(from: offset + 3)
                return
            }
            if source.has("#}", at: offset) {
                position = offset + 2
                return
            }
            offset += 1
        }
        throw failure("the comment has no end", at: tag, length: 2, hint: "end it with `#}`")
    }

    /// Where the text of a `{% raw %}` begins; `nil` if the tag at hand is another one.
    private func rawStart() -> Int? {
        let name = source.skippingSpace(from: position)
        guard source.has("raw", at: name) else { return nil }
        let end = source.skippingSpace(from: name + 3)
        if source.has("-%}", at: end) { return source.skippingSpace(from: end + 3) }
        return source.has("%}", at: end) ? end + 2 : nil
    }

    private mutating func readRaw(from tag: Int) throws(Diagnostic) {
        let start = position
        for offset in start..<max(start, bytes.count) where source.has("{%", at: offset) {
            let sign = offset + 2 < bytes.count ? bytes[offset + 2] : 0
            let hasSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
            let name = source.skippingSpace(from: offset + (hasSign ? 3 : 2))
            guard source.has("endraw", at: name) else { continue }
            let end = source.skippingSpace(from: name + 6)
            if source.has("-%}", at: end) {
                position = source.skippingSpace(from: end + 3)
            } else if source.has("+%}", at: end) {
                position = end + 3
            } else if source.has("%}", at: end) {
                position = end + 2
            } else {
                continue
            }
            addText(start..<offset, strips: sign == UInt8(ascii: "-"))
            return
        }
        throw failure("`{% raw %}` has no end", at: tag, length: 2, hint: "end it with `{% endraw %}`")
    }

    private mutating func readTag(from tag: Int, start: Token.Kind, end: Token.Kind) throws(Diagnostic) {
        add(start, at: tag, length: 2)
        var open: [UInt8] = []
        while true {
            position = source.skippingSpace(from: position)
            guard position < bytes.count else {
                let name = start == .outputStart ? "`{{` has no `}}`" : "`{%` has no `%}`"
                throw failure(name, at: tag, length: 2)
            }
            if open.isEmpty, let next = tagEnd(end) {
                add(end, at: position, length: 2)
                position = next
                return
            }
            try readToken(&open)
        }
    }

    /// The offset behind the end of the tag, if it stands here.
    private func tagEnd(_ end: Token.Kind) -> Int? {
        let isOutput = end == .outputEnd
        if isOutput ? source.has("-}}", at: position) : source.has("-%}", at: position) {
            return source.skippingSpace(from: position + 3)
        }
        if !isOutput, source.has("+%}", at: position) { return position + 3 }
        return (isOutput ? source.has("}}", at: position) : source.has("%}", at: position)) ? position + 2 : nil
    }

    private mutating func readToken(_ open: inout [UInt8]) throws(Diagnostic) {
        let start = position
        let byte = bytes[position]
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
            let literal = try StringLiteral(in: source, at: start)
            position = literal.end
            return add(.string(literal.text), at: start, length: position - start)
        }
        if let number = NumberLiteral(in: source, at: start) {
            position = number.end
            guard let kind = number.kind else {
                throw failure("the number is too large", at: start, length: position - start)
            }
            return add(kind, at: start, length: position - start)
        }
        if let end = nameEnd(from: start) {
            position = end
            return add(.name(source.text(start..<end)), at: start, length: end - start)
        }
        for symbol in Self.symbols where source.has(symbol, at: position) {
            try balance(byte, at: start, &open)
            position += symbol.utf8CodeUnitCount
            return add(.symbol(symbol.description), at: start, length: symbol.utf8CodeUnitCount)
        }
        let length = source.scalar(at: start)?.length ?? 1
        throw failure("`\(source.text(start..<start + length))` means nothing here", at: start)
    }

    private func balance(_ byte: UInt8, at offset: Int, _ open: inout [UInt8]) throws(Diagnostic) {
        let pairs: [UInt8: UInt8] = [0x28: 0x29, 0x5B: 0x5D, 0x7B: 0x7D]
        if let closing = pairs[byte] {
            open.append(closing)
        } else if pairs.values.contains(byte), open.popLast() != byte {
            throw failure("`\(Unicode.Scalar(byte))` closes nothing", at: offset)
        }
    }

    private func nameEnd(from start: Int) -> Int? {
        var end = start
        while let (scalar, length) = source.scalar(at: end) {
            guard end == start ? scalar.startsName : scalar.continuesName else { break }
            end += length
        }
        return end > start ? end : nil
    }

    private static let symbols: [StaticString] = [
        "**", "//", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=",
        ".", ":", "|", ",", ";",
    ]

    private mutating func addText(_ range: Range<Int>, strips: Bool) {
        var text = source.text(range)
        if strips { text = PythonText.stripped(text, left: false) }
        if !text.isEmpty { add(.text(text), at: range.lowerBound, length: range.count) }
    }

    private mutating func add(_ kind: Token.Kind, at offset: Int, length: Int) {
        tokens.append(Token(kind: kind, offset: offset, length: length))
    }

    private func failure(_ message: String, at offset: Int, length: Int = 1, hint: String? = nil) -> Diagnostic {
        Diagnostic(code: "template.syntax", message, at: source.location(of: offset), length: length, hint: hint)
    }
}

extension Unicode.Scalar {
    /// What Python lets a name begin with.
    fileprivate var startsName: Bool { isASCII ? isLetter || self == "_" : properties.isXIDStart }

    fileprivate var continuesName: Bool {
        isASCII ? isLetter || ("0"..."9").contains(self) || self == "_" : properties.isXIDContinue
    }

    private var isLetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
}
