/// What a build that is no release appends to every tag of the tree.
public enum TreeSuffix: Sendable, Hashable {
    /// The tags are those of the changelogs.
    case none
    /// `-YYYYMMDD`, or whatever identifies a nightly build.
    case identifier(String)

    var text: String {
        switch self {
        case .none: ""
        case .identifier(let text): "-\(text)"
        }
    }
}
