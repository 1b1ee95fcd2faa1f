/// What a base image is to be made of: one file of `pipelines/base/`.
public struct BaseDefinition: Sendable, Hashable {
    /// How much of Debian mmdebstrap installs beside `packages`.
    public enum Variant: String, Sendable, Hashable, CaseIterable {
        /// Packages marked essential; no apt.
        case essential
        /// The essential ones and apt.
        case apt
        /// The essential ones, those of priority required, and apt.
        case minbase
        /// `minbase` and a compiler.
        case buildd
        /// `minbase` and those of priority important.
        case important
        /// `important` and those of priority standard.
        case standard
    }

    /// One name that the image gets.
    public enum Tag: Sendable, Hashable {
        /// The day of the build in UTC, `YYYYMMDD`.
        case date
        /// This very text.
        case fixed(String)
    }

    /// Debian's name for the release, such as `bookworm`.
    public var suite: String
    /// The image's name below the base registry; a path component of an image reference.
    public var name: String
    /// The archives to build from: the suite's own first, then those for updates.
    public var sources: [AptSource]
    /// The image's `sources.list`; `nil` for the archives that it is built from.
    public var imageSources: [AptSource]?
    /// Keys of archives, for the build and in the image.
    public var keyrings: [PlacedFile] = []
    /// Pins of versions, for the build and in the image.
    public var preferences: [PlacedFile] = []
    /// Packages to install on top of the variant, in the order written; apt's `name[:arch][=version|/suite]`.
    public var packages: [String] = []
    /// The packages that are there from the start.
    public var variant = Variant.minbase
    /// The processor architecture.
    public var architecture = DebianArchitecture.host
    /// Variables of the image's configuration.
    public var environment: [String: String] = [:]
    /// The names to give the image; at least one, none twice.
    public var tags: [Tag] = [.date, .fixed("latest")]
    /// What is left out of every package.
    public var slim = SlimRules()

    /// A definition with the defaults: Debian's own mirror, component `main`, and the suite's name.
    public init(suite: String) {
        self.suite = suite
        name = suite
        sources = [AptSource(options: [], mirror: Self.defaultMirror, suite: suite, components: Self.defaultComponents)]
    }

    static let defaultMirror = "http://deb.debian.org/debian"
    static let defaultComponents = ["main"]
}
