/// A path in parts, with the placeholders `{chart}` and `{environment}`: of a file in a repository, or of a key in a file.
struct PlacePattern: Sendable, Hashable {
    private static let (chart, environment) = ("{chart}", "{environment}")

    /// The parts as written.
    let parts: [String]

    /// The path of a file; its parts are separated by `/`.
    init(file: String) {
        parts = file.split(separator: "/").filter { $0 != "." }.map(String.init)
    }

    /// A key; its parts are separated by dots.
    init(key: String) {
        parts = key.split(separator: ".").map(String.init)
    }

    /// Whether environments have places of their own.
    var namesEnvironments: Bool { parts.contains { $0.contains(Self.environment) } }

    /// The parts for one chart and environment.
    func filled(chart: String, environment: String?) -> [String] {
        parts.map { Self.filled($0, chart: chart, environment: environment) }
    }

    /// How many parts stand before the first one that names the environment; all of them if none does.
    var fixedCount: Int { parts.firstIndex { $0.contains(Self.environment) } ?? parts.count }

    /// The environment for which the part at `index` becomes `text`; `nil` if there is none.
    func environment(at index: Int, of text: String, chart: String) -> String? {
        let pattern = Self.filled(parts[index], chart: chart, environment: nil)
        let pieces = pattern.split(separator: Self.environment, omittingEmptySubsequences: false)
        let literal = pieces.reduce(0) { $0 + $1.utf8.count }
        let (total, count) = (text.utf8.count - literal, pieces.count - 1)
        guard count > 0, total > 0, total % count == 0, let first = pieces.first, text.hasPrefix(first) else {
            return nil
        }
        let name = String(decoding: text.utf8.dropFirst(first.utf8.count).prefix(total / count), as: UTF8.self)
        let isFilled = Self.filled(parts[index], chart: chart, environment: name) == text
        return isFilled && !name.hasPrefix(".") ? name : nil
    }

    private static func filled(_ part: String, chart name: String, environment: String?) -> String {
        let part = part.replacing(chart, with: name)
        return environment.map { part.replacing(Self.environment, with: $0) } ?? part
    }
}
