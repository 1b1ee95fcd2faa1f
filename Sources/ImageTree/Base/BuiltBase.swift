public import OCI
public import PipelineCore

/// A base image's root file system as it lies in the cache, and what is known about it.
public struct BuiltBase: Sendable {
    /// What it was built from.
    public let definition: BaseDefinition
    /// The archive with the image's configuration and labels, ready to be loaded into an engine.
    public let rootFileSystem: RootFileSystem
    /// The sha256 digest of the archive.
    public let digest: Digest
    /// What `/etc/debian_version` says, such as `12.11`.
    public let release: String
    /// The day of the build in UTC, `YYYYMMDD`.
    public let day: String
    /// The packages, sorted by name.
    public let packages: [InstalledPackage]
    /// Absolute path of the text file with the same list: name, version and architecture, separated by tabs.
    public let packageList: String

    /// The tags that the definition asks for, in its order.
    public var tags: [String] {
        definition.tags.map { tag in
            switch tag {
            case .date: day
            case .fixed(let text): text
            }
        }
    }
}

extension BuiltBase {
    /// What programs in a container search if nothing else is said; builds prepend to it.
    private static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    init(
        definition: BaseDefinition, archive: String, summary: ArchiveSummary, release: String, day: String,
        packages: [InstalledPackage], packageList: String
    ) {
        var rootFileSystem = RootFileSystem(
            archive: archive, created: summary.created,
            architecture: definition.architecture.imageArchitecture)
        let environment = ["PATH": Self.defaultPath].merging(definition.environment) { $1 }
        rootFileSystem.environment = environment.map { "\($0)=\($1)" }.sorted()
        rootFileSystem.command = ["/bin/bash"]
        // Nothing here may depend on the day: the same packages shall give the same image.
        rootFileSystem.labels = [
            Annotation.created: UTCTime(seconds: summary.created).rfc3339,
            Annotation.title: definition.name,
            Annotation.version: release,
            BaseLabel.generation: "base",
            BaseLabel.suite: definition.suite,
            BaseLabel.sources: definition.sources.map { "\($0.mirror) \($0.suite)" }.joined(separator: ", "),
            BaseLabel.rootFileSystem: summary.digest.text,
            BaseLabel.packages: PackageList(
                name: definition.name, release: release, created: UTCTime(seconds: summary.created).rfc3339,
                packages: packages
            ).cycloneDX,
        ]
        self.init(
            definition: definition, rootFileSystem: rootFileSystem, digest: summary.digest, release: release, day: day,
            packages: packages, packageList: packageList)
    }
}
