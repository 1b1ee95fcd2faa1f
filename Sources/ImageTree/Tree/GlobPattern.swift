/// A shell pattern over a whole text: `*` any text, `?` one character, `[…]` one of several; letter case counts.
public struct GlobPattern: Sendable {
    private enum Part {
        case any
        case one
        case literal(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    private let parts: [Part]
    private let crossesSlash: Bool

    /// A pattern in which `*` and `?` match `/`, too, unless `crossesSlash` is false.
    public init(_ text: String, crossesSlash: Bool = true) {
        self.crossesSlash = crossesSlash
        var rest = Array(text.unicodeScalars)[...]
        var parts: [Part] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*":
                if case .any? = parts.last { continue }
                parts.append(.any)
            case "?": parts.append(.one)
            case "[": parts.append(Self.set(&rest) ?? .literal("["))
            default: parts.append(.literal(scalar))
            }
        }
        self.parts = parts
    }

    /// Whether all of `text` matches.
    public func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var part = 0
        var position = 0
        // Where to go on when what follows the last `*` does not match: it then takes one scalar more.
        var retry: (part: Int, position: Int)?
        while position < scalars.count {
            if part < parts.count, case .any = parts[part] {
                retry = (part, position)
                part += 1
            } else if part < parts.count, matches(parts[part], scalars[position]) {
                part += 1
                position += 1
            } else if let last = retry, crossesSlash || scalars[last.position] != "/" {
                retry = (last.part, last.position + 1)
                part = last.part + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { if case .any = $0 { true } else { false } }
    }

    private func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
        switch part {
        case .any: false
        case .one: crossesSlash || scalar != "/"
        case .literal(let wanted): wanted == scalar
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    /// The set whose `[` was just read; `nil`, and nothing is taken, if it has no end.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Part? {
        var body = rest
        var isNegated = false
        if body.first == "!" {
            isNegated = true
            body.removeFirst()
        }
        // A `]` in the first place is one of the set.
        guard let end = body.dropFirst().firstIndex(of: "]") else { return nil }
        rest = body[(end + 1)...]
        var members = body[..<end]
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let first = members.popFirst() {
            if members.count >= 2, members.first == "-", let last = members.dropFirst().first {
                members.removeFirst(2)
                if first <= last { ranges.append(first...last) }
            } else {
                ranges.append(first...first)
            }
        }
        return .set(ranges, isNegated: isNegated)
    }
}
