public import ConfigValues

/// Which changed files of a repository matter: patterns of paths, of which the last that fits decides.
///
/// A pattern that begins with `!` takes back what earlier ones let in. A path that names a folder stands for what is below it.
public struct PathFilter: Sendable, Hashable {
    private struct Rule: Hashable {
        let glob: Glob
        let below: Glob
        let lets: Bool
    }

    /// The patterns as written.
    public let patterns: [String]
    private let rules: [Rule]

    /// Parses the patterns.
    ///
    /// - Throws: `InvalidValue` for the first pattern that can match no path below a repository's root.
    public init(_ patterns: [String]) throws(InvalidValue) {
        self.patterns = patterns
        var rules: [Rule] = []
        for pattern in patterns { rules.append(try Self.rule(pattern)) }
        self.rules = rules
    }

    private static func rule(_ pattern: String) throws(InvalidValue) -> Rule {
        let lets = !pattern.hasPrefix("!")
        var path = lets ? pattern[...] : pattern.dropFirst()
        guard !path.isEmpty else { throw InvalidValue("is empty") }
        guard path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw InvalidValue("holds a control character")
        }
        if path.hasPrefix("/") {
            throw InvalidValue("begins with a slash", hint: "paths are relative to the repository's root")
        }
        if path.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }) {
            throw InvalidValue("has `.` or `..` in it", hint: "paths are relative to the repository's root")
        }
        while path.hasSuffix("/") { path.removeLast() }
        return Rule(glob: Glob(String(path)), below: Glob("\(path)/**"), lets: lets)
    }

    /// Whether the file at `path`, relative to the root, matters. Where the first pattern takes back, all files matter
    /// to begin with.
    public func lets(_ path: String) -> Bool {
        var result = !(rules.first?.lets ?? false)
        for rule in rules where rule.lets != result && (rule.glob.matches(path) || rule.below.matches(path)) {
            result = rule.lets
        }
        return result
    }
}
