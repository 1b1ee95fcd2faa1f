public import ConfigValues

/// The name of a branch or tag, or a pattern of such names: `main`, `release/*`, `v?.*`, `**`.
///
/// `*` and `?` do not match a slash, `**` does.
public struct BranchPattern: Sendable, Hashable {
    /// The pattern as written.
    public let text: String
    private let glob: Glob

    /// Whether it can match one name only.
    public var isExact: Bool { !glob.hasWildcards }

    /// Parses a pattern.
    ///
    /// - Throws: `InvalidValue` for a text that can match no name that git allows.
    public init(_ text: String) throws(InvalidValue) {
        guard !text.isEmpty else { throw InvalidValue("is empty") }
        for prefix in ["refs/heads/", "refs/tags/"] where text.hasPrefix(prefix) {
            throw InvalidValue(
                "begins with `\(prefix)`", hint: "write the name only: `\(text.dropFirst(prefix.count))`")
        }
        if text.hasPrefix("!") { throw InvalidValue("begins with `!`", hint: "list the names that are wanted") }
        if text.contains("[") || text.contains("{") && text.contains(",") {
            throw InvalidValue("has a character class or alternatives", hint: "write a pattern for each alternative")
        }
        if let bad = text.unicodeScalars.first(where: {
            $0.value <= 0x20 || $0.value == 0x7F || "~^:\\".unicodeScalars.contains($0)
        }) {
            throw InvalidValue(
                bad.value > 0x20 && bad.value < 0x7F
                    ? "holds `\(bad)`, which no name can" : "holds a blank or control character")
        }
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        if components.contains(where: \.isEmpty) { throw InvalidValue("has an empty part between slashes") }
        if text.contains("..") || text.contains("@{") || text.hasPrefix("-") || text.hasSuffix(".")
            || components.contains(where: { $0.hasPrefix(".") || $0.hasSuffix(".lock") })
        {
            throw InvalidValue("can match no name that git allows")
        }
        self.text = text
        glob = Glob(text)
    }

    /// Whether `name`, without `refs/heads/` or `refs/tags/`, fits.
    public func matches(_ name: String) -> Bool { glob.matches(name) }
}
