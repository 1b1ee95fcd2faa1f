/// A folder of a prepared context: what a copy takes from the context itself, under the same path.
public struct ContextFolder: Sendable, Hashable {
    /// The folder's name in the prepared context.
    public let name: String
    /// The file or folder of the context that it holds, `.` for the whole, perhaps with wildcards; `nil` for an empty folder.
    public let source: String?
    /// What is left out below `source`, relative to it, or to each folder that its wildcards match.
    public let exclude: PathPatterns
    /// The patterns of `exclude` as written.
    let excludeTexts: [String]

    /// An empty folder: a source of a `COPY` that is always there.
    static let empty = ContextFolder(name: "empty", source: nil, exclude: PathPatterns(), excludeTexts: [])
    /// The whole context.
    static let whole = ContextFolder(name: "context", source: ".", exclude: PathPatterns(), excludeTexts: [])

    /// One line for the head of a Dockerfile.
    var explanation: String {
        guard let source else { return "\(name)/: nothing" }
        let subject = source == "." ? "the build context" : "`\(source)` of the build context"
        let patterns = excludeTexts.map { "`\($0)`" }.joined(separator: ", ")
        return "\(name)/: \(subject)\(patterns.isEmpty ? "" : " without \(patterns)")"
    }
}
