/// Makes random changes to texts, always the same ones from the same seed.
struct ByteMutator {
    private var state: UInt64
    private let texts: [[UInt8]]
    /// Pieces that mean something in YAML or in our files.
    private static let tokens: [String] = [
        "\t", "\r\n", "\r", "\0", "\u{FEFF}", "\u{85}", "\u{2028}", "---\n", "...\n", "&a ", "*a", "<<: ", "!!str ",
        "!x ", "? ",
        ": ", "- ", "[", "]", "{", "}", "|\n", ">\n", "'", "\"", "\"\\0\"", "\"\\x\"", "#", "%YAML 1.1\n", "@", "`",
        "~", "null", "y",
        "0x1f", "1e999", "-0", ".inf", "99999999999999999999", "${", "${a|", "}", "..", "/", "version: v4\n", "v3",
        "local",
        "includes: [test]\n", "copies: [", "from: ", "base: ", "builders: ", "custom: ", "mounts: ", "stages: ",
        "name: ",
        "execution: ", "repositories: ", "**", "ext::", "\u{1F600}", "e\u{301}",
    ]

    init(seed: UInt64, texts: [[UInt8]]) {
        state = seed
        self.texts = texts
    }

    /// The next input.
    mutating func next() -> [UInt8] {
        var bytes = texts[number(texts.count)]
        for _ in 0...number(6) { change(&bytes) }
        return Array(bytes.prefix(1 << 16))
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = number(bytes.count + 1)
        let end = min(bytes.count, place + number(40))
        switch number(7) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(contentsOf: Self.tokens[number(Self.tokens.count)].utf8, at: place)
        case 2: bytes.insert(UInt8(number(256)), at: place)
        case 3 where place < bytes.count: bytes[place] ^= UInt8(1 << number(8))
        case 4:
            let other = texts[number(texts.count)]
            let start = number(other.count + 1)
            bytes.insert(contentsOf: other[start..<min(other.count, start + number(200))], at: place)
        case 5:
            let piece = Array(bytes[place..<end])
            for _ in 0..<number(20) { bytes.insert(contentsOf: piece, at: place) }
        default:
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            let line = lines[number(lines.count)]
            bytes.insert(contentsOf: line + [0x0A], at: place)
        }
    }

    /// A number below `limit`, by splitmix64.
    private mutating func number(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
