/// Keys of the OCI image specification's predefined annotations, which we set as image labels.
///
/// Source: OCI image specification, annotations, "Pre-Defined Annotation Keys".
public enum Annotation {
    /// When the image was made, RFC 3339.
    public static let created = "org.opencontainers.image.created"
    /// The commit that the image was built from.
    public static let revision = "org.opencontainers.image.revision"
    /// The URL of the source repository.
    public static let source = "org.opencontainers.image.source"
    /// The image's title for people.
    public static let title = "org.opencontainers.image.title"
    /// The version of what is packaged.
    public static let version = "org.opencontainers.image.version"
    /// The reference of the image that this one is based on.
    public static let baseName = "org.opencontainers.image.base.name"
    /// The manifest digest of the image that this one is based on.
    public static let baseDigest = "org.opencontainers.image.base.digest"
}
