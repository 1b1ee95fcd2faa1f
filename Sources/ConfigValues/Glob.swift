/// A pattern over text: `*` is any number of characters but `/`, `**` any number of characters, `?` one but `/`.
///
/// `**/` also matches nothing, so that `**/x` matches `x`. All other characters mean themselves.
package struct Glob: Sendable, Hashable {
    private enum Token: Hashable {
        case literal(UInt8)
        case one, many, all
        /// `**/`.
        case folders
    }

    private let tokens: [Token]
    /// Whether it holds a wildcard.
    package let hasWildcards: Bool

    package init(_ text: String) {
        var tokens: [Token] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "?"): tokens.append(.one)
            case UInt8(ascii: "*") where rest.first == UInt8(ascii: "*"):
                while rest.first == UInt8(ascii: "*") { rest.removeFirst() }
                let isFolders = rest.first == UInt8(ascii: "/") && (tokens.last ?? .literal(0x2F)) == .literal(0x2F)
                if isFolders { rest.removeFirst() }
                tokens.append(isFolders ? .folders : .all)
            case UInt8(ascii: "*"): tokens.append(.many)
            default: tokens.append(.literal(byte))
            }
        }
        self.tokens = tokens
        hasWildcards = tokens.contains { if case .literal = $0 { false } else { true } }
    }

    /// Whether all of `text` fits. Takes time in proportion to the product of both lengths, whatever the pattern.
    package func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        // Which beginnings of `text` the tokens so far can match.
        var reached = [Bool](repeating: false, count: bytes.count + 1)
        reached[0] = true
        for token in tokens { reached = Self.advance(reached, over: token, in: bytes) }
        return reached[bytes.count]
    }

    private static func advance(_ reached: [Bool], over token: Token, in bytes: [UInt8]) -> [Bool] {
        var next = [Bool](repeating: false, count: reached.count)
        let slash = UInt8(ascii: "/")
        switch token {
        case .literal(let byte):
            for index in bytes.indices where reached[index] && bytes[index] == byte { next[index + 1] = true }
        case .one:
            // One character, not one byte of it.
            for index in bytes.indices where reached[index] && bytes[index] != slash {
                var end = index + 1
                while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
                next[end] = true
            }
        case .many, .all:
            for index in reached.indices {
                let comesFromBefore = index > 0 && next[index - 1] && (token == .all || bytes[index - 1] != slash)
                next[index] = reached[index] || comesFromBefore
            }
        case .folders:
            var isOpen = false
            for index in reached.indices {
                if reached[index] { (isOpen, next[index]) = (true, true) }
                if isOpen, index > 0, bytes[index - 1] == slash { next[index] = true }
            }
        }
        return next
    }
}
