import JSONSchema

/// Makes small random changes to documents, always the same ones from the same seed.
struct Mutator {
    private var state: UInt64
    /// Parts of real documents, to be put into other places.
    private let parts: [JSON]
    private let keys: [String]

    init(seed: UInt64, documents: [JSON]) {
        state = seed
        parts = documents.flatMap(\.parts)
        var names: Set<String> = []
        for case .object(let members) in parts { names.formUnion(members.map(\.name)) }
        keys = names.sorted()
    }

    private static let values: [JSON] = [
        .null, true, false, 0, 1, -1, 1000, .number(1.5), "", "x", "local", "a b", "/abs", "../up", "${x",
        "${.imageID}", "1s",
        "root", [], [:], ["x"], [["x"]], ["x": "y"], [[:]], [.null], ["a", "a"],
    ]

    /// A copy of `document` with one to three changes.
    mutating func mutated(_ document: JSON) -> JSON {
        var result = document
        for _ in 0...next(3) {
            var countdown = next(max(1, result.parts.count))
            result = change(result, &countdown)
        }
        return result
    }

    /// Changes the part that `countdown` arrives at.
    private mutating func change(_ part: JSON, _ countdown: inout Int) -> JSON {
        if countdown == 0 {
            countdown = -1
            return replaced(part)
        }
        countdown -= 1
        switch part {
        case .array(let items):
            var changed: [JSON] = []
            for item in items { changed.append(countdown >= 0 ? change(item, &countdown) : item) }
            return .array(changed)
        case .object(let members):
            var changed: [JSON.Member] = []
            for member in members {
                changed.append(
                    JSON.Member(member.name, countdown >= 0 ? change(member.value, &countdown) : member.value))
            }
            return .object(changed)
        default: return part
        }
    }

    private mutating func replaced(_ part: JSON) -> JSON {
        switch (part, next(5)) {
        case (.object(let members), 0...2):
            var members = members
            let value = next(2) == 0 ? pick(parts) : pick(Self.values)
            switch next(3) {
            case 0 where !members.isEmpty: members.remove(at: next(members.count))
            case 1 where !members.isEmpty:
                let index = next(members.count)
                members[index] = JSON.Member(members[index].name, value)
            default:
                let key = next(8) == 0 ? "zzz" : pick(keys)
                members.removeAll { $0.name == key }
                members.append(JSON.Member(key, value))
            }
            return .object(members)
        case (.array(let items), 0...2):
            var items = items
            switch next(3) {
            case 0 where !items.isEmpty: items.remove(at: next(items.count))
            case 1 where !items.isEmpty: items.append(items[next(items.count)])
            default: items.append(next(2) == 0 ? pick(parts) : pick(Self.values))
            }
            return .array(items)
        default: return next(2) == 0 ? pick(Self.values) : pick(parts)
        }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[next(values.count)] }

    /// A number below `limit`, by splitmix64.
    private mutating func next(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}

extension JSON {
    /// The value and everything in it.
    fileprivate var parts: [JSON] {
        switch self {
        case .array(let items): [self] + items.flatMap(\.parts)
        case .object(let members): [self] + members.flatMap(\.value.parts)
        default: [self]
        }
    }
}
