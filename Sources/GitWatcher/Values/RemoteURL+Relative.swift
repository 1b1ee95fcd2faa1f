extension RemoteURL {
    /// Whether a submodule's URL is meant relative to its superproject's.
    static func isRelative(_ url: String) -> Bool { url.hasPrefix("./") || url.hasPrefix("../") }

    /// The URL that `relative`, which begins with `./` or `../`, means below this one.
    func appending(relative: String) throws(InvalidRemote) -> RemoteURL {
        let front = text.dropLast(path.utf8.count)
        var components = path.split(separator: "/")
        var rest = relative[...]
        while true {
            if rest.hasPrefix("./") {
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("../") {
                rest = rest.dropFirst(3)
                guard components.popLast() != nil else {
                    throw InvalidRemote(reason: "it leads above `\(Self.withoutCredentials(text))`")
                }
            } else {
                break
            }
        }
        components.append(rest)
        return try RemoteURL("\(front)\(path.hasPrefix("/") ? "/" : "")\(components.joined(separator: "/"))")
    }
}
