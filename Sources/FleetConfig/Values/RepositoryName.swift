public import ConfigValues

/// What a repository of the fleet is called in commands, logs and addresses of hooks.
public struct RepositoryName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let text: String
    /// The name.
    public var description: String { text }

    /// Takes letters, digits, `.`, `_` and `-`, up to 100, beginning with a letter or digit.
    ///
    /// - Throws: `InvalidValue` for any other text.
    public init(_ text: String) throws(InvalidValue) {
        let isName = text.utf8.allSatisfy { $0.isLetterOrDigit || "._-".utf8.contains($0) }
        guard isName, let first = text.utf8.first, first.isLetterOrDigit, text.utf8.count <= 100 else {
            let usable = text.split(separator: "/").last.map(String.init) ?? ""
            throw InvalidValue(
                "is not a name: use letters, digits, `.`, `_` and `-`, at most 100, and begin with a letter or digit",
                hint: text.contains("/") && !usable.isEmpty ? "write `\(usable)`, or join the parts with `-`" : nil)
        }
        self.text = text
    }
}
