public import JSONSchema

/// The JSON Schema of fleet files: what can be said about a file without following its names.
///
/// It refuses no file that can be used.
public enum FleetSchema {
    /// The whole document.
    public static let document = Schema.object(
        [
            (
                "repositories",
                Schema.list(of: .definition("repository")).with("minItems", 1).described("What is watched.")
            ),
            ("defaults", .definition("defaults")),
            ("state", path("The folder for the ledger, mirrors, workspaces and logs.")),
            (
                "registry",
                Schema.string("^(?:docker://|oci:).").described(
                    "Where images go: docker://HOST[:PORT]/PREFIX or oci:FOLDER.")
            ),
            (
                "engine",
                Schema.choice(FleetEngine.allCases.map(\.rawValue)).described("What builds and runs images.")
                    .defaulting(to: "auto")
            ),
            ("jobs", Schema.integer(1...256).described("How many runs at a time.").defaulting(to: 2)),
            ("secrets", Schema.map(of: secret).described("Where secrets come from, by name.")),
            ("credentials", Schema.map(of: credential).described("What repositories are fetched with, by name.")),
            (
                "hooks",
                Schema.object(
                    address + [("secret", Schema.string().described("The name of a secret that hints must prove."))],
                    required: ["port"]
                ).described("Where hints to poll are taken.")
            ),
            ("metrics", Schema.object(address, required: ["port"]).described("Where metrics and health are served.")),
            ("limits", limits), ("retention", retention),
        ], required: ["repositories"]
    )
    .titled("Fleet of repositories")
    .document(
        id: "urn:pipeline-runner:schema:watch",
        definitions: [
            ("repository", SettingsSchema.repository), ("defaults", SettingsSchema.defaults),
            ("duration", duration), ("pattern", pattern), ("reference", reference), ("paths", SettingsSchema.paths),
        ])

    private static let duration = Schema.string(
        "^(?:[0-9]{1,12}d)?(?:[0-9]{1,12}h)?(?:[0-9]{1,12}m)?(?:[0-9]{1,12}s)?(?:[0-9]{1,12}ms)?$", minLength: 2
    )
    .described("Whole numbers with the units d, h, m, s and ms, such as 90s or 1h30m.")

    private static let pattern = Schema.string(
        "^(?!refs/(?:heads|tags)/)[^!/.\\-~^:\\\\\\[\\u0000-\\u0020\\u007f][^~^:\\\\\\[\\u0000-\\u0020\\u007f]*$"
    )
    .described("A name, or a pattern: * and ? do not match a slash, ** does.")

    private static let reference = Schema.string(
        "^refs/(?!(?:heads|tags|kept|remotes|notes|replace|stash)/)[^/*?!.\\-~^:\\\\\\[\\u0000-\\u0020\\u007f]"
            + "[^/*?~^:\\\\\\[\\u0000-\\u0020\\u007f]*/[^~^:\\\\\\[\\u0000-\\u0020\\u007f]+$"
    )
    .described("The full name of a reference, or a pattern: * and ? do not match a slash, ** does.")

    private static let secret = Schema.object([
        ("env", Schema.string("^[a-zA-Z_][a-zA-Z0-9_]*$").described("The environment variable with the secret.")),
        ("file", path("The file with the secret.")),
    ])
    .with("minProperties", 1).with("maxProperties", 1)

    private static let credential = Schema.object([
        ("username", Schema.string().described("The user's name.")),
        ("password", Schema.string().described("The name of the secret.")),
        ("token", Schema.string().described("The name of the secret.")),
        ("key", path("The file with the SSH key.")),
        ("passphrase", Schema.string().described("The name of the secret that the key is locked with.")),
        ("known-hosts", path("The file with the hosts' keys.")),
    ])
    .with(
        "oneOf",
        [
            [
                "required": ["password", "username"],
                "not": ["anyOf": [["required": ["token"]], ["required": ["key"]]]],
            ],
            ["required": ["token"], "not": ["anyOf": [["required": ["password"]], ["required": ["key"]]]]],
            ["required": ["key"], "not": ["anyOf": [["required": ["password"]], ["required": ["token"]]]]],
        ])

    private static let address: [(name: String, schema: Schema)] = [
        (
            "address",
            Schema.string("^[^/ ]+$").described("The host or address to listen on.").defaulting(to: "127.0.0.1")
        ),
        ("port", Schema.integer(0...65535).described("The port; 0 for any that is free.")),
    ]

    private static let limits = Schema.object([
        ("per-host", Schema.integer(1...1000).described("Connections to one host at a time.").defaulting(to: 4)),
        (
            "hosts",
            Schema.map(of: .integer(1...1000), names: .string("^[^/:]+$")).described("The same for single hosts.")
        ),
        (
            "backoff",
            Schema.definition("duration").described("The longest pause for a repository that does not answer.")
        ),
        ("poll-timeout", Schema.definition("duration").described("How long a poll may take.")),
        ("step-timeout", Schema.definition("duration").described("How long a build or test may take.")),
    ])
    .described("Bounds for polling and running.")

    private static let retention = Schema.object([
        ("age", Schema.definition("duration").described("The age at which a run goes.")),
        ("runs", Schema.integer(1...10_000_000).described("How many runs of a repository stay.")),
    ])
    .described("How long finished runs are kept.")

    private static func path(_ description: String) -> Schema {
        Schema.string("^[^~\\u0000][^\\u0000]*$").described("\(description) Relative to this file's folder.")
    }
}
