public import Templates

/// How a tree of production images is built: docker-pkg's configuration, read from its files.
public struct TreeConfiguration: Sendable {
    /// What a build's containers may use; as text, for the engine.
    public struct Limits: Sendable, Hashable {
        /// Bytes of memory, with a unit as docker takes it.
        public var memory: String?
        /// The same with swap; `-1` for no limit.
        public var memorySwap: String?
        /// The relative weight, 1024 by default.
        public var cpuShares: String?
        /// The processors that may be used, such as `0-2`.
        public var cpuSet: String?

        /// Whether nothing is limited.
        public var isEmpty: Bool { self == Limits() }
    }

    /// The host, with its port, that is part of every image's name; empty for none.
    public var registry = ""
    /// What stands between registry and name.
    public var namespace = ""
    /// The account to publish with; both or none.
    public var username: String?
    /// The account's password.
    public var password: String?
    /// References of images that the tree stands on.
    public var baseImages: [String] = []
    /// Further arguments of apt-get.
    public var aptOptions = ""
    /// The proxy of builds, tests and the questions to the registry.
    public var httpProxy: String?
    /// The proxy of apt in builds, empty for none.
    public var aptProxy: String?
    /// How many questions the registry is asked at once.
    public var scanWorkers = 8
    /// Who writes changelog entries where neither environment nor git says it.
    public var fallbackAuthor = "Author"
    /// The address of that author.
    public var fallbackMail = "email@domain"
    /// The distribution in changelog entries.
    public var distribution = "wikimedia"
    /// What stands before the counter of updates.
    public var updateID = "s"
    /// A PEM file of the authorities that sign the registry's certificate.
    public var caBundle: String?
    /// Whether the last `USER` of each image must be a number.
    public var requiresNumericUser = false
    /// The numbers of users by name.
    public var userIDs = ["root": "0", "www-data": "33", "nobody": "65534"]
    /// The program that tests an image.
    public var verifyCommand = "/bin/bash"
    /// Its arguments, with `{path}` and `{image}`.
    public var verifyArguments = ["-c", "{path}/test.sh {image}"]
    /// What a build may use.
    public var limits = Limits()
    /// What templates see: every key but the account.
    public var variables: [String: TemplateValue] = [:]

    /// The keys that have a meaning of their own; all others are variables of templates.
    public static var keys: [String] { TreeConfigurationReader.keys }

    /// The built-in defaults.
    public init() { variables = Self.defaultVariables }

    /// Name and host joined as labels have it: registry, namespace, name.
    public func fullName(_ name: String) -> String {
        [registry, namespace, name].filter { !$0.isEmpty }.joined(separator: "/")
    }

    static let defaultVariables: [String: TemplateValue] = [
        "registry": .string(""), "namespace": .string(""), "base_images": .list([]), "apt_options": .string(""),
        "http_proxy": .none, "apt_only_proxy": .none, "scan_workers": .integer(8), "fallback_author": .string("Author"),
        "fallback_email": .string("email@domain"), "distribution": .string("wikimedia"), "update_id": .string("s"),
        "ca_bundle": .none, "force_numeric_user": .boolean(false), "verify_command": .string("/bin/bash"),
        "verify_args": .list([.string("-c"), .string("{path}/test.sh {image}")]),
        "known_uid_mappings": .map([
            .init(key: .string("root"), value: .integer(0)), .init(key: .string("www-data"), value: .integer(33)),
            .init(key: .string("nobody"), value: .integer(65534)),
        ]),
    ]
}
