/// Patterns in the syntax of `.dockerignore`: of those that match a path the last one decides whether it is left out.
///
/// The rules are those of the library that Docker, BuildKit and buildah share: `*` and `?` stop at slashes, `**` does not, a
/// leading `!` takes back, and what holds for a folder holds for all below it unless a later pattern says otherwise.
public struct PathPatterns: Sendable, Hashable {
    /// What a folder matched, for deciding about what lies in it.
    public struct Matches: Sendable, Hashable {
        fileprivate var flags: [Bool]
    }

    let patterns: [PathPattern]

    /// Whether there is no pattern at all, so that nothing is left out.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Whether something below a folder that is left out may stay.
    public var hasExceptions: Bool { patterns.contains(where: \.isException) }

    /// What the root of the paths matches: nothing.
    public var root: Matches { Matches(flags: [Bool](repeating: false, count: patterns.count)) }

    /// Compiles patterns; blank ones count as none.
    ///
    /// - Throws: `InvalidPattern` about the first that is none.
    public init(_ texts: [String]) throws(InvalidPattern) {
        var patterns: [PathPattern] = []
        for text in texts {
            if let pattern = try PathPattern(text) { patterns.append(pattern) }
        }
        self.patterns = patterns
    }

    /// No patterns.
    public init() { patterns = [] }

    init(patterns: [PathPattern]) { self.patterns = patterns }

    /// Whether `path`, relative to the root and without a slash at either end, is left out, and what it matches.
    ///
    /// `parent` is what the folder that it lies in matches.
    public func leavesOut(_ path: some Sequence<UInt8>, in parent: Matches) -> (Bool, Matches) {
        let characters = Self.characters(path)
        var matches = root
        var isLeftOut = false
        for (index, pattern) in patterns.enumerated() {
            // Like the original, a pattern that could not change the outcome here is not asked, and so not handed down.
            let isMatch =
                parent.flags[index] || (pattern.isException == isLeftOut && pattern.matches(characters))
            matches.flags[index] = isMatch
            if isMatch { isLeftOut = !pattern.isException }
        }
        return (isLeftOut, matches)
    }

    /// Unicode scalar values; a byte that is not UTF-8 gets a value above all of them.
    static func characters(_ bytes: some Sequence<UInt8>) -> [UInt32] {
        let bytes = Array(bytes)
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map(UInt32.init) }
        var characters: [UInt32] = []
        var rest = bytes[...]
        while let byte = rest.first {
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            let text = String(decoding: rest.prefix(length), as: UTF8.self)
            if let scalar = text.unicodeScalars.first, scalar != "\u{FFFD}", text.unicodeScalars.count == 1 {
                characters.append(scalar.value)
                rest = rest.dropFirst(length)
            } else {
                characters.append(0x11_0000 + UInt32(byte))
                rest = rest.dropFirst()
            }
        }
        return characters
    }
}
