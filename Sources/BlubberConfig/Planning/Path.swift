/// Slash-separated paths, treated as text.
enum Path {
    private static let slash = UInt8(ascii: "/")

    /// The shortest equal path: without `.`, `..` and repeated slashes where that is possible; `.` for an empty one.
    ///
    /// Works on bytes, as file systems do: as a `Character` a slash may be part of something longer.
    static func clean(_ path: String) -> String {
        let isAbsolute = path.utf8.first == slash
        var parts: [Substring.UTF8View] = []
        for part in path.utf8.split(separator: slash) where !part.elementsEqual(".".utf8) {
            if !part.elementsEqual("..".utf8) {
                parts.append(part)
            } else if let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.map { String(Substring($0)) }.joined(separator: "/")
        if isAbsolute { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// Whether a relative path leads out of the folder that it is relative to; a name that only begins with two dots
    /// counts, as it does in the original.
    static func leavesFolder(_ path: String) -> Bool { clean(path).utf8.starts(with: "..".utf8) }

    /// The last part of a path: `name` of `folder/name`.
    static func lastComponent(_ path: String) -> String {
        path.utf8.split(separator: slash).last.map { String(Substring($0)) } ?? path
    }

    static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    /// `path` without slashes at its begin.
    static func relative(_ path: String) -> String {
        String(Substring(path.utf8.drop { $0 == slash }))
    }

    /// Whether part of the path may match several names, or none.
    static func hasWildcard(_ path: String) -> Bool {
        var isEscaped = false
        for byte in path.utf8 {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if "*?[".utf8.contains(byte) {
                return true
            }
        }
        return false
    }

    static func endsInSlash(_ path: String) -> Bool { path.utf8.last == slash }

    /// `path` as an absolute one, clean but for a final slash; relative paths are below `folder`.
    static func resolve(_ path: String, in folder: String) -> String {
        let whole = clean(isAbsolute(path) ? path : "\(folder)/\(path)")
        return endsInSlash(path) && whole != "/" ? whole + "/" : whole
    }

    /// The folder that a clean path lies in: `.` for a bare name.
    static func parent(_ path: String) -> String {
        guard let index = path.utf8.lastIndex(of: slash) else { return "." }
        return index == path.startIndex ? "/" : String(path[..<index])
    }
}
