/// The rules for names and tags of published images.
public enum ImageNaming {
    /// Lower case, with `-` for `/`.
    public static func sanitized(_ text: String) -> String { text.lowercased().replacing("/", with: "-") }

    /// Any text as one component of an image's path: what cannot stand there becomes `-`.
    public static func pathComponent(_ text: String) -> String {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.isEmpty ? "unnamed" : words.joined(separator: "-")
    }

    /// Whether a project may publish under `name`: it equals one of the prefixes or begins with one and `-`.
    ///
    /// Both must be sanitised. The rule keeps one project from publishing over another's images.
    public static func isAllowed(_ name: String, prefixes: [String]) -> Bool {
        prefixes.contains { name == $0 || name.hasPrefix("\($0)-") }
    }
}
