/// What copies and mounts read from.
public enum FileOrigin: Sendable, Hashable {
    /// The build context.
    case context
    /// Another stage, by its name in the Dockerfile.
    case stage(String)
    /// An image from outside.
    case image(BaseImage)
}
