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

    /// An archive with suites, without options.
    init(mirror: String, suite: String, components: [String]) {
        options = ""
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

    static func isComponent(_ text: String) -> Bool { isSuite(text) }
}

/// A text that is not a line for `sources.list`.
struct InvalidSource: Error, Hashable {
    let reason: String
}
