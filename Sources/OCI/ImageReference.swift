/// A reference to a container image: `[DOMAIN[:PORT]/]PATH[:TAG][@DIGEST]`, by the grammar of the distribution project.
public struct ImageReference: Sendable, Hashable {
    /// The registry's host, with its port if one was given; `nil` where the reference names none.
    public let domain: String?
    /// The repository's path below the registry, without a leading slash.
    public let path: String
    /// The tag.
    public let tag: String?
    /// The manifest digest.
    public let digest: Digest?

    /// The reference without tag and digest.
    public var name: String { domain.map { "\($0)/\(path)" } ?? path }

    /// The last component of the path.
    public var shortName: String { String(path.split(separator: "/").last ?? "") }

    /// Whether the image can only be in the engine's own storage: the host is `localhost` without a port, which is how
    /// buildah names images that came from no registry.
    public var isLocal: Bool { domain == "localhost" }

    /// Parses `text`.
    ///
    /// - Throws: `InvalidReference` if the text is not an image reference.
    public init(_ text: String) throws(InvalidReference) {
        var rest = Substring(text)
        var digest: Digest?
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            guard let parsed = Digest(String(rest[rest.utf8.index(after: at)...])) else {
                throw InvalidReference(text: text, reason: "what follows `@` is not a digest")
            }
            digest = parsed
            rest = rest[..<at]
        }
        var tag: String?
        let lastSlash = rest.utf8.lastIndex(of: UInt8(ascii: "/")) ?? rest.startIndex
        if let colon = rest[lastSlash...].utf8.lastIndex(of: UInt8(ascii: ":")) {
            let candidate = String(rest[rest.utf8.index(after: colon)...])
            guard Self.isTag(candidate) else {
                throw InvalidReference(text: text, reason: "`\(candidate)` is not a tag")
            }
            tag = candidate
            rest = rest[..<colon]
        }
        try self.init(name: String(rest), text: text, tag: tag, digest: digest)
    }

    private init(name: String, text: String, tag: String?, digest: Digest?) throws(InvalidReference) {
        var components = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        var domain: String?
        // Without a dot, a port or `localhost` the first component is part of the path, unless its capitals forbid that.
        if let first = components.first, components.count > 1,
            first == "localhost" || first.utf8.contains(where: { $0 == 0x2E || $0 == 0x3A || $0.isUppercase })
        {
            guard Self.isDomain(first) else {
                throw InvalidReference(text: text, reason: "`\(first)` is not a registry host")
            }
            domain = String(first)
            components.removeFirst()
        }
        for component in components where !Self.isPathComponent(component) {
            let isUpper = component.contains(where: \.isUppercase)
            let reason = isUpper ? "`\(component)` has capitals" : "`\(component)` is not a repository name"
            throw InvalidReference(text: text, reason: reason)
        }
        guard !components.isEmpty else { throw InvalidReference(text: text, reason: "the name is missing") }
        self.domain = domain
        self.path = components.joined(separator: "/")
        self.tag = tag
        self.digest = digest
    }

    private init(domain: String?, path: String, tag: String?, digest: Digest?) {
        self.domain = domain
        self.path = path
        self.tag = tag
        self.digest = digest
    }

    /// The same repository with another tag and no digest.
    ///
    /// - Throws: `InvalidReference` if `tag` is not a tag.
    public func tagged(_ tag: String) throws(InvalidReference) -> ImageReference {
        guard Self.isTag(tag) else {
            throw InvalidReference(
                text: "\(name):\(tag)",
                reason:
                    "`\(tag)` is not a tag: letters, digits, `_`, `.` and `-`, at most 128, not beginning with `.` or `-`"
            )
        }
        return ImageReference(domain: domain, path: path, tag: tag, digest: nil)
    }

    /// Whether `text` matches `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`.
    public static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, (1...128).contains(text.utf8.count) else { return false }
        return (first.isAlphanumeric || first == UInt8(ascii: "_"))
            && text.utf8.allSatisfy { $0.isAlphanumeric || "_.-".utf8.contains($0) }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        var host = text
        if let colon = text.firstIndex(of: ":") {
            let port = text[text.index(after: colon)...]
            guard port.utf8.allSatisfy(\.isDigit), (1...65535).contains(Int(port) ?? 0) else { return false }
            host = text[..<colon]
        }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
                && label.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") }
        }
    }

    /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`, walked by hand: the usual expression for it backtracks without bound.
    private static func isPathComponent(_ text: Substring) -> Bool {
        var separator: [UInt8] = []
        var hasPart = false
        for byte in text.utf8 {
            if byte.isDigit || byte.isLowercase {
                guard separator.isEmpty || (hasPart && isSeparator(separator)) else { return false }
                separator = []
                hasPart = true
            } else {
                separator.append(byte)
            }
        }
        return hasPart && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 == UInt8(ascii: "-") } || [[0x2E], [0x5F], [0x5F, 0x5F]].contains(bytes)
    }
}

extension ImageReference: CustomStringConvertible {
    /// The reference in the form in which it is parsed.
    public var description: String {
        name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

/// A text that is not an image reference, with the reason.
public struct InvalidReference: Error, Hashable, CustomStringConvertible {
    /// The text as given.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    /// One line for a person.
    public var description: String { "`\(text)` is not an image reference: \(reason)" }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isUppercase: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isAlphanumeric: Bool { isDigit || isLowercase || isUppercase }
}
