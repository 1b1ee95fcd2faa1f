/// Slash-separated paths, treated as text.
enum Path {
    /// The shortest equal path: without `.`, `..` and repeated slashes where that is possible; `.` for an empty one.
    static func clean(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// `path` as an absolute one, clean but for a final slash; relative paths are below `folder`.
    static func resolve(_ path: String, in folder: String) -> String {
        let whole = clean(path.hasPrefix("/") ? path : "\(folder)/\(path)")
        return path.hasSuffix("/") && whole != "/" ? whole + "/" : whole
    }

    /// The folder that a clean path lies in: `.` for a bare name.
    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
