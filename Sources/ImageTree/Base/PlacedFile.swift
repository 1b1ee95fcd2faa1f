/// A file from beside a definition that goes into the image.
public struct PlacedFile: Sendable, Hashable {
    /// Its absolute path in the image.
    public let path: String
    /// Its bytes.
    public let content: [UInt8]

    /// The last component of its path.
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
