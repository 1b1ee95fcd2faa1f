/// A value of a configuration as policies see it.
indirect enum PolicyValue: Sendable, Hashable {
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([PolicyValue])
    /// Keys with values: the fields of an object or the entries of a map.
    case map([String: PolicyValue])

    /// Whether it is what an absent field means.
    var isEmpty: Bool {
        switch self {
        case .flag(let flag): !flag
        case .number(let number): number == 0
        case .text(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .map(let entries): entries.values.allSatisfy(\.isEmpty)
        }
    }

    /// What sizes are compared with: a number itself, the length of all else.
    var size: Int {
        switch self {
        case .flag(let flag): flag ? 1 : 0
        case .number(let number): number
        case .text(let text): text.unicodeScalars.count
        case .list(let items): items.count
        case .map(let entries): entries.count
        }
    }

    /// The value for a person.
    var shown: String {
        switch self {
        case .flag(let flag): "`\(flag)`"
        case .number(let number): "`\(number)`"
        case .text(let text): text.isEmpty ? "empty" : "`\(text)`"
        case .list(let items): items.isEmpty ? "empty" : items.map(\.shown).joined(separator: ", ")
        case .map(let entries):
            entries.isEmpty
                ? "empty"
                : entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.shown)" }.joined(separator: ", ")
        }
    }

    /// The value at a path of keys joined by dots; `nil` if there is none. A key may hold dots itself.
    func value(at path: Substring) -> PolicyValue? {
        if path.isEmpty { return self }
        guard case .map(let entries) = self else { return nil }
        var end = path.startIndex
        while end < path.endIndex {
            let next = path[end...].dropFirst().firstIndex(of: ".") ?? path.endIndex
            if let entry = entries[String(path[..<next])] {
                let rest = next == path.endIndex ? "" : path[path.index(after: next)...]
                if let value = entry.value(at: rest) { return value }
            }
            end = next
        }
        return nil
    }
}
