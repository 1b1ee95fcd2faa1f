public import OCI

/// One line that a process wrote, without its line end; invalid UTF-8 is replaced.
public struct OutputLine: Sendable, Hashable {
    /// Where it was written to.
    public enum Stream: String, Sendable, Hashable { case standardOutput, standardError }

    /// Where it was written to.
    public let stream: Stream
    /// The text.
    public let text: String

    /// A line of `stream`.
    public init(_ stream: Stream, _ text: String) {
        self.stream = stream
        self.text = text
    }
}

/// The ID of an image in an engine's storage: the hexadecimal digits of its configuration's sha256, without the prefix.
public struct ImageID: Sendable, Hashable, Codable, CustomStringConvertible {
    /// 64 hexadecimal digits.
    public let hex: String
    /// The digits.
    public var description: String { hex }

    /// `nil` unless `text` is 64 hexadecimal digits, with or without `sha256:` in front.
    public init?(_ text: String) {
        let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : Substring(text)
        guard digits.utf8.count == 64, digits.allSatisfy(\.isHexDigit) else { return nil }
        hex = String(digits)
    }
}

/// When to ask a registry for an image.
public enum PullPolicy: String, Sendable, Hashable, CaseIterable {
    /// Each time, so that a moved tag is seen.
    case always
    /// Only if the engine does not hold the image.
    case missing
}

/// What network a build step or container sees.
public enum NetworkMode: String, Sendable, Hashable, CaseIterable {
    /// The host's own.
    case host
    /// A loopback interface and nothing else.
    case none
    /// The engine's default network; needs CNI plugins (buildah) or a bridge (docker).
    case bridge
}

/// Ceilings and surroundings that apply to build steps and containers alike.
public struct ProcessSettings: Sendable, Hashable {
    /// The network they see.
    public var network: NetworkMode = .host
    /// A PEM file of certificate authorities on the host that their programs are to trust, for networks whose proxy
    /// re-signs TLS; nothing of it stays in an image.
    public var caBundle: String?

    /// The host's network unless another is given, no further authorities.
    public init(network: NetworkMode = .host) { self.network = network }
}

/// What the steps of a build may use, in the units and forms that engines take on their command lines.
public struct BuildLimits: Sendable, Hashable {
    /// Memory, such as `512m`.
    public var memory: String?
    /// Memory and swap together; `-1` for no limit.
    public var memorySwap: String?
    /// The weight among others that want the processors, 1024 by default.
    public var cpuShares: String?
    /// The processors that may be used, such as `0-2`.
    public var cpuSet: String?

    /// No limits.
    public init() {}
}

/// One image build.
public struct BuildRequest: Sendable {
    /// Absolute path of the Dockerfile; it may lie outside the context.
    public var dockerfile: String
    /// Absolute path of the context folder. All of it is the context, unless `honorsIgnoreFile`. With buildah, a
    /// `RUN --mount=type=bind,rw` on the context writes through to this folder; a compiled plan has no such step.
    ///
    /// Or the address of a git repository (`#BRANCH:FOLDER` behind it names a part), which is fetched and whose ignore file
    /// counts.
    public var context: String
    /// Whether the context is an address.
    public var isRemote: Bool { !context.hasPrefix("/") }
    /// Whether the engine leaves out of a context folder what the `.dockerignore` in it names.
    public var honorsIgnoreFile = false
    /// The stage to build; `nil` for the last one.
    public var target: String?
    /// The name that the image gets in the engine's storage; one that another image has moves.
    public var name: ImageReference?
    /// Build arguments.
    public var arguments: [String: String] = [:]
    /// Labels on top of those that the Dockerfile sets.
    public var labels: [String: String] = [:]
    /// What the build's steps may use.
    public var limits = BuildLimits()
    /// Whether earlier results may stand in for steps.
    public var usesCache = true
    /// Network and certificate authorities of the build's steps. The Dockerfile was compiled for the same bundle.
    public var settings = ProcessSettings()

    /// A build of `target` with defaults for all else.
    public init(dockerfile: String, context: String, target: String? = nil) {
        self.dockerfile = dockerfile
        self.context = context
        self.target = target
    }
}

/// One container's run.
public struct ContainerRequest: Sendable {
    /// The image to run.
    public var image: ImageID
    /// The container's name.
    public var name: ContainerName
    /// What follows the image's entrypoint, each element one argument; empty keeps the image's default arguments (CMD).
    public var arguments: [String] = []
    /// Environment on top of the image's.
    public var environment: [String: String] = [:]
    /// Environment that stands in no argument list and no image, over all else.
    public var secrets: [String: String] = [:]
    /// Files that the container's user can read, mounted read-only.
    public var secretFiles: [SecretFile] = []
    /// Network and certificate authorities.
    public var settings = ProcessSettings()
    /// What the container may use of the machine.
    public var limits = ContainerLimits()

    /// A run of `image` as `name` with defaults for all else.
    public init(image: ImageID, name: ContainerName) {
        self.image = image
        self.name = name
    }
}

/// What an engine knows of an image it holds.
public struct ImageDescription: Sendable, Hashable {
    /// The image's ID.
    public var id: ImageID
    /// The manifest digest under which it was pulled or pushed; `nil` for an image that never met a registry.
    public var manifestDigest: Digest?
    /// The names it has in the engine's storage; buildah tells no more than the one it was asked for.
    public var references: [String] = []
    /// The numeric or named user, as recorded.
    public var user = ""
    /// The working directory.
    public var workingDirectory = ""
    /// The environment, `NAME=value`, in recorded order.
    public var environment: [String] = []
    /// The entrypoint in exec form.
    public var entrypoint: [String] = []
    /// The default arguments.
    public var command: [String] = []
    /// The labels.
    public var labels: [String: String] = [:]

    /// A description with nothing but an ID.
    public init(id: ImageID) { self.id = id }
}

/// What a registry or layout says of an image that it holds.
public struct PublishedConfiguration: Sendable, Hashable {
    /// The digest of its manifest.
    public let digest: Digest
    /// The environment, `NAME=value`, in recorded order.
    public let environment: [String]
    /// The default arguments.
    public let command: [String]
    /// The labels.
    public let labels: [String: String]

    /// Describes an image.
    public init(digest: Digest, environment: [String], command: [String], labels: [String: String]) {
        self.digest = digest
        self.environment = environment
        self.command = command
        self.labels = labels
    }
}

/// An image with a name in an engine's storage.
public struct LocalImage: Sendable, Hashable {
    /// The image.
    public let id: ImageID
    /// Its names with their tags.
    public let references: [String]
    /// Its size as the engine writes it, such as `117 MB`.
    public let size: String

    /// Describes an image.
    public init(id: ImageID, references: [String], size: String) {
        self.id = id
        self.references = references
        self.size = size
    }
}

/// Where an image is published.
public enum ImageDestination: Sendable, Hashable {
    /// A name and tag in a registry that speaks the OCI distribution API.
    case registry(ImageReference)
    /// A name in an OCI image layout folder, which is made if it is missing. The name goes into the index as
    /// `org.opencontainers.image.ref.name`.
    case layout(folder: String, name: String)
}

extension ImageDestination: CustomStringConvertible {
    /// The form that skopeo and buildah take: `docker://REFERENCE` or `oci:FOLDER:NAME`.
    public var description: String {
        switch self {
        case .registry(let reference): "docker://\(reference)"
        case .layout(let folder, let name): "oci:\(folder):\(name)"
        }
    }
}

/// A root file system for a base image.
public struct RootFileSystem: Sendable {
    /// Absolute path of an uncompressed tar archive.
    public var archive: String
    /// When the image is said to be made, in seconds since 1970; fixed so that equal archives give equal images.
    public var created: Int
    /// `linux/amd64`-style architecture part, such as `amd64`.
    public var architecture: String
    /// Environment, `NAME=value`.
    public var environment: [String] = []
    /// The default arguments.
    public var command: [String] = []
    /// Labels.
    public var labels: [String: String] = [:]

    /// An archive with neither environment nor labels.
    public init(archive: String, created: Int, architecture: String) {
        self.archive = archive
        self.created = created
        self.architecture = architecture
    }
}
