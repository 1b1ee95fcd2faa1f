/// One pattern in the syntax of `.dockerignore`, compiled to the states of a small machine, so that no pattern takes longer
/// than its length times the path's.
struct PathPattern: Sendable, Hashable {
    private enum Step: Sendable, Hashable {
        case literal(UInt32)
        /// One character other than a slash.
        case one
        /// Any number of characters other than slashes.
        case run
        /// Anything at all.
        case rest
        /// Nothing, or what the next step takes.
        case optional
        /// Anything that ends in a slash.
        case folders
        /// One character of a class, a slash included.
        case oneOf([ClosedRange<UInt32>], isNegated: Bool)
    }

    private static let slash = UInt32(UInt8(ascii: "/"))

    /// Whether it takes back what patterns before it left out.
    let isException: Bool
    private var steps: [Step] = []
    /// The characters of a pattern without wildcards, which most are.
    private var literal: [UInt32]?

    /// Compiles `text`; `nil` if nothing stands in it.
    ///
    /// - Throws: `InvalidPattern` with the reason.
    init?(_ text: String) throws(InvalidPattern) {
        var body = Substring(text.trimmedOfBlanks)
        isException = body.utf8.first == UInt8(ascii: "!")
        if isException { body = Substring(String(body.dropFirst()).trimmedOfBlanks) }
        guard !body.isEmpty else {
            if isException { throw InvalidPattern(text: text, reason: "nothing follows the `!`") }
            return nil
        }
        var clean = Path.clean(String(body))
        if clean.utf8.count > 1, Path.isAbsolute(clean) { clean.removeFirst() }
        try compile(Array(clean.unicodeScalars.map(\.value)), of: text)
        let characters = steps.compactMap { if case .literal(let value) = $0 { value } else { nil } }
        literal = characters.count == steps.count ? characters : nil
    }

    /// The path of a `COPY` source as a pattern: there a double asterisk means no more than a single one.
    init(source: String) throws(InvalidPattern) {
        isException = false
        try compile(Array(Path.clean(source).unicodeScalars.map(\.value)), of: source, crossesFolders: false)
    }

    private mutating func compile(
        _ characters: [UInt32], of text: String, crossesFolders: Bool = true
    ) throws(InvalidPattern) {
        var rest = characters[...]
        while let character = rest.popFirst() {
            switch Unicode.Scalar(character) {
            case "*" where crossesFolders && rest.first == 0x2A:
                rest.removeFirst()
                compileDoubleAsterisk(&rest)
            case "*": steps.append(.run)
            case "?": steps.append(.one)
            case "[": steps.append(try Self.characterClass(&rest, of: text))
            case "\\":
                guard let escaped = rest.popFirst() else {
                    throw InvalidPattern(text: text, reason: "nothing follows the last `\\`")
                }
                steps.append(.literal(escaped))
            default: steps.append(.literal(character))
            }
        }
    }

    /// `**/` stands for any folders or none, `**` at the end for everything.
    private mutating func compileDoubleAsterisk(_ rest: inout ArraySlice<UInt32>) {
        let isFirst = steps.isEmpty
        let hasSlash = rest.first == Self.slash
        if hasSlash { rest.removeFirst() }
        let isPlainSuffix = !rest.contains { "*?[\\".unicodeScalars.map(\.value).contains($0) }
        if rest.isEmpty || (isFirst && !hasSlash && isPlainSuffix) {
            steps.append(.rest)
        } else {
            steps += [.optional, .folders]
        }
    }

    private static func characterClass(_ rest: inout ArraySlice<UInt32>, of text: String) throws(InvalidPattern) -> Step
    {
        let bracket = UInt32(UInt8(ascii: "]"))
        let dash = UInt32(UInt8(ascii: "-"))
        let isNegated = rest.first == UInt32(UInt8(ascii: "^"))
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<UInt32>] = []
        while let next = rest.first, next != bracket || ranges.isEmpty {
            let lower = try classMember(&rest, of: text)
            guard rest.first == dash else {
                ranges.append(lower...lower)
                continue
            }
            rest.removeFirst()
            let upper = try classMember(&rest, of: text)
            guard lower <= upper else { throw InvalidPattern(text: text, reason: "a range in `[…]` is backwards") }
            ranges.append(lower...upper)
        }
        guard rest.popFirst() == bracket else { throw InvalidPattern(text: text, reason: "a `[` is not closed") }
        return .oneOf(ranges, isNegated: isNegated)
    }

    private static func classMember(_ rest: inout ArraySlice<UInt32>, of text: String) throws(InvalidPattern) -> UInt32
    {
        guard let first = rest.popFirst() else { throw InvalidPattern(text: text, reason: "a `[` is not closed") }
        switch Unicode.Scalar(first) {
        case "\\":
            guard let escaped = rest.popFirst() else {
                throw InvalidPattern(text: text, reason: "nothing follows the last `\\`")
            }
            return escaped
        case "]", "-": throw InvalidPattern(text: text, reason: "`[…]` needs characters or ranges of them")
        default: return first
        }
    }

    /// Whether the pattern matches the whole of `path`, given as Unicode scalar values.
    func matches(_ path: [UInt32]) -> Bool {
        if let literal { return literal == path }
        var states = [Bool](repeating: false, count: steps.count + 1)
        enter(0, &states)
        for character in path {
            var next = [Bool](repeating: false, count: steps.count + 1)
            for index in steps.indices where states[index] { advance(from: index, over: character, &next) }
            guard next.contains(true) else { return false }
            states = next
        }
        return states[steps.count]
    }

    /// Marks a state and those that are reached from it without a character.
    private func enter(_ index: Int, _ states: inout [Bool]) {
        guard !states[index] else { return }
        states[index] = true
        guard index < steps.count else { return }
        switch steps[index] {
        case .run, .rest: enter(index + 1, &states)
        case .optional:
            enter(index + 1, &states)
            enter(index + 2, &states)
        default: break
        }
    }

    private func advance(from index: Int, over character: UInt32, _ next: inout [Bool]) {
        switch steps[index] {
        case .literal(let expected): if character == expected { enter(index + 1, &next) }
        case .one: if character != Self.slash { enter(index + 1, &next) }
        case .run: if character != Self.slash { enter(index, &next) }
        case .rest: enter(index, &next)
        case .optional: break
        case .folders:
            enter(index, &next)
            if character == Self.slash { enter(index + 1, &next) }
        case .oneOf(let ranges, let isNegated):
            if ranges.contains(where: { $0.contains(character) }) != isNegated { enter(index + 1, &next) }
        }
    }
}

extension PathPattern {
    /// The pattern as an extended regular expression for a path relative to the folder, without anchors.
    var regularExpression: String {
        var result = ""
        for step in steps {
            switch step {
            case .literal(let value): result += Self.escaped(value)
            case .one: result += "[^/]"
            case .run: result += "[^/]*"
            case .rest: result += ".*"
            case .optional: result += ""
            case .folders: result += "(.*/)?"
            case .oneOf(let ranges, let isNegated):
                let parts = ranges.map {
                    $0.lowerBound == $0.upperBound ? [$0.lowerBound] : [$0.lowerBound, $0.upperBound]
                }
                result += Self.alternatives(parts, isNegated: isNegated)
            }
        }
        return result
    }

    private static func escaped(_ value: UInt32) -> String {
        guard let scalar = Unicode.Scalar(value) else { return "" }
        return ".+*?()|{}[]^$\\".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
    }

    /// A bracket expression, in which `]` has to come first, `^` not first, and `-` last.
    private static func alternatives(_ parts: [[UInt32]], isNegated: Bool) -> String {
        let texts = parts.map { $0.compactMap(Unicode.Scalar.init).map { String($0) }.joined(separator: "-") }
        let brackets = texts.filter { $0.hasPrefix("]") }
        let carets = texts.filter { $0.hasPrefix("^") }
        let dashes = texts.filter { $0 == "-" }
        let others = texts.filter { !brackets.contains($0) && !carets.contains($0) && !dashes.contains($0) }
        if !isNegated, brackets.isEmpty, others.isEmpty, dashes.isEmpty { return "\\^" }
        return "[" + (isNegated ? "^" : "") + (brackets + others + carets + dashes).joined() + "]"
    }
}

/// A text that is not a pattern, with the reason.
public struct InvalidPattern: Error, Hashable, CustomStringConvertible {
    /// The text as given.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    /// One line for a person.
    public var description: String { "`\(text)` is not a pattern: \(reason)" }
}

extension String {
    /// The text without blanks and tabs at its ends.
    var trimmedOfBlanks: String {
        let isBlank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
