internal import Synchronization

/// The `loop` of a `for` in one of its rounds.
public final class LoopContext: Sendable, Hashable {
    /// What the rounds of one loop share.
    final class Memory: Sendable {
        fileprivate let last = Mutex<[TemplateValue]?>(nil)
    }

    private let items: [TemplateValue]
    private let index: Int
    private let memory: Memory

    init(_ items: [TemplateValue], index: Int, memory: Memory) {
        self.items = items
        self.index = index
        self.memory = memory
    }

    var count: Int { items.count }

    /// As Python's `repr()` writes it.
    var literal: String { "<LoopContext \(index + 1)/\(count)>" }

    /// The value of `loop.name`; `nil` if there is none of that name.
    func attribute(_ name: String) -> TemplateValue? {
        switch name {
        case "index": .integer(index + 1)
        case "index0": .integer(index)
        case "revindex": .integer(count - index)
        case "revindex0": .integer(count - index - 1)
        case "first": .boolean(index == 0)
        case "last": .boolean(index == count - 1)
        case "length": .integer(count)
        case "depth": .integer(1)
        case "depth0": .integer(0)
        case "previtem": index > 0 ? items[index - 1] : .undefined("there is no previous item")
        case "nextitem": index + 1 < count ? items[index + 1] : .undefined("there is no next item")
        default: nil
        }
    }

    /// `loop.cycle(…)` and `loop.changed(…)`.
    func call(_ name: String, _ arguments: TemplateArguments) throws(TemplateProblem) -> TemplateValue {
        guard name == "cycle" || name == "changed" else {
            throw TemplateProblem("`loop` has no method `\(name)`, or none that is supported")
        }
        guard arguments.named.isEmpty else { throw TemplateProblem("`loop.\(name)` takes no arguments with names") }
        let values = arguments.positional
        if name == "cycle" {
            guard !values.isEmpty else { throw TemplateProblem("`loop.cycle` has nothing to choose from") }
            return values[index % values.count]
        }
        let last = memory.last.withLock { last in
            defer { last = values }
            return last
        }
        guard let last else { return .boolean(true) }
        return .boolean(!(try TemplateValue.tuple(last).isEqual(to: .tuple(values))))
    }

    /// Whether both are those of the same loop: in Python, its rounds share one object.
    public static func == (left: LoopContext, right: LoopContext) -> Bool {
        left.memory === right.memory
    }

    /// Hashes which loop it is.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(memory)) }
}
