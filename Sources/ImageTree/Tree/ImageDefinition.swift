public import Diagnostics
public import OCI
internal import Templates

/// One folder of a tree: what an image is called and how it is made.
public struct ImageDefinition: Sendable {
    /// The name without registry and namespace: the changelog's package.
    public let name: String
    /// The version of the changelog's first entry.
    public let version: DebianVersion
    /// The whole name with the tag.
    public let label: ImageReference
    /// The folder's absolute path.
    public let folder: String
    /// The folder as the person would name it.
    public let path: String
    /// What `control` says is needed first.
    public let declared: [ControlFile.Dependency]
    /// Where the version stands.
    public let versionLocation: SourceLocation
    let template: Template

    /// The label as docker-pkg writes it.
    public var labelText: String { label.description }
}
