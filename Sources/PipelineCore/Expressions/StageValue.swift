/// A value that a step binds, or that a stage exports under a name of its own.
public indirect enum StageValue: Sendable, Hashable {
    case text(String)
    case list([StageValue])
    case map([String: StageValue])

    /// Whether it counts as not there, so that a written default takes its place.
    var isBlank: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .map(let entries): entries.isEmpty
        }
    }
}

extension StageValue: CustomStringConvertible {
    /// The form it takes inside a text: lists as `[a, b]`, maps as `[k:v]` in the order of their keys.
    public var description: String {
        switch self {
        case .text(let text): text
        case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .map(let entries):
            "[" + entries.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ", ") + "]"
        }
    }
}
