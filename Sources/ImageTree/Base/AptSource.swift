/// One archive that packages come from, as a line of apt's `sources.list`.
public struct AptSource: Sendable, Hashable {
    /// The text between `deb` and the address, brackets included; empty where there is none.
    public let options: String
    /// The archive's address, without a trailing slash.
    public let mirror: String
    /// The suite, or a path ending in `/` in a flat archive.
    public let suite: String
    /// The components; none in a flat archive.
    public let components: [String]

    /// An archive with suites; each of the options is a `name=value`.
    init(options: [String], mirror: String, suite: String, components: [String]) {
        self.options = options.isEmpty ? "" : "[\(options.joined(separator: " "))]"
        self.mirror = mirror
        self.suite = suite
        self.components = components
    }

    /// Reads a line such as `deb [signed-by=/k.asc] http://deb.debian.org/debian bookworm-updates main`.
    ///
    /// - Throws: what is wrong with it, as a phrase that fits behind the line.
    init(_ line: String) throws(InvalidSource) {
        var rest = line[...]
        guard rest.hasPrefix("deb ") else { throw InvalidSource(reason: "must begin with `deb `") }
        rest = rest.dropFirst(4).drop { $0 == " " }
        var options = ""
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { throw InvalidSource(reason: "has no `]` for its `[`") }
            options = String(rest[...end])
            guard options.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw InvalidSource(reason: "must be one line")
            }
            rest = rest[end...].dropFirst()
        }
        let words = rest.split(separator: " ").map(String.init)
        guard words.count >= 2 else { throw InvalidSource(reason: "must name an address and a suite") }
        guard let mirror = Self.address(words[0]) else {
            throw InvalidSource(reason: "has no http, https or file address in `\(words[0])`")
        }
        let components = Array(words[2...])
        guard words[1].hasSuffix("/") == components.isEmpty else {
            throw InvalidSource(reason: "must name components, or end its suite in `/` for a flat archive")
        }
        guard Self.isSuite(words[1]) else { throw InvalidSource(reason: "has no suite in `\(words[1])`") }
        for component in components where !Self.isComponent(component) {
            throw InvalidSource(reason: "has no component in `\(component)`")
        }
        self.options = options
        self.mirror = mirror
        suite = words[1]
        self.components = components
    }

    /// The line for `sources.list`.
    public var line: String {
        (["deb", options, mirror, suite] + components).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The line with other paths in place of some that `signed-by` names.
    func line(replacing files: [String: String]) -> String {
        guard !files.isEmpty, !options.isEmpty else { return line }
        let words = words.map { word in
            guard word.hasPrefix(Self.signedBy) else { return word }
            let parts = Self.parts(of: word).map { files[$0] ?? $0 }
            return Self.signedBy + parts.joined(separator: ",")
        }
        return (["deb", "[\(words.joined(separator: " "))]", mirror, suite] + components).joined(separator: " ")
    }

    /// The files and fingerprints of keys that `signed-by` names.
    var signers: [String] {
        words.filter { $0.hasPrefix(Self.signedBy) }.flatMap(Self.parts)
    }

    private static let signedBy = "signed-by="

    private static func parts(of word: String) -> [String] {
        word.dropFirst(signedBy.count).split(separator: ",").map(String.init)
    }

    private var words: [String] { options.dropFirst().dropLast().split(separator: " ").map(String.init) }

    /// Where the archive's signed index of that suite lies, without its file name.
    var releaseFolder: String {
        suite.hasSuffix("/") ? "\(mirror)/\(suite == "/" ? "" : suite)" : "\(mirror)/dists/\(suite)/"
    }

    /// `text` without trailing slashes, or `nil` if it is no address that apt can fetch from.
    static func address(_ text: String) -> String? {
        let schemes = ["http://", "https://", "file:///"]
        guard let scheme = schemes.first(where: text.hasPrefix), text.utf8.count > scheme.utf8.count,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !#""'\[]"#.utf8.contains($0) })
        else { return nil }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }

    static func isSuite(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return first != UInt8(ascii: "-") && text.utf8.allSatisfy { $0.isAlphanumeric || "+.-_~/".utf8.contains($0) }
    }

    /// Whether it is a `name=value` that can stand between the brackets.
    static func isOption(_ text: String) -> Bool {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals != text.utf8.startIndex else {
            return false
        }
        return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"[]#\"'".utf8.contains($0) }
    }

    static func isComponent(_ text: String) -> Bool { isSuite(text) }
}

/// A text that is not a line for `sources.list`.
struct InvalidSource: Error, Hashable {
    let reason: String
}
