internal import Diagnostics
internal import OCI

/// Where an artifact comes from.
enum Origin: Sendable, Hashable {
    case local
    case variant(String)
    case image(ImageReference)

    /// The text of `from`.
    var text: String {
        switch self {
        case .local: "local"
        case .variant(let name): name
        case .image(let reference): reference.description
        }
    }
}

/// An entry of `copies` or `requirements`, as written.
struct Artifact: Sendable {
    /// What makes two entries equal.
    struct Key: Hashable {
        let from: Origin
        let source: String?
        let destination: String?
        let exclude: [String]
    }

    let from: Located<Origin>
    /// `nil` also for an empty text, as for `destination`.
    let source: String?
    let destination: String?
    let exclude: [String]
    /// The entry's place.
    let location: SourceLocation

    var key: Key { Key(from: from.value, source: source, destination: destination, exclude: exclude) }
}
