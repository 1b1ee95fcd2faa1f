internal import JSONSchema

/// The schemas of credentials and of what they are for.
enum ServiceSchemas {
    static let credential = Schema.object(
        [
            ("kind", Schema.choice(["string", "usernamePassword", "sshKey"]).described("What it consists of.")),
            ("value", Schema.definition("source").described("The text of a `string`.")),
            ("username", Schema.string().described("The user's name, which is no secret.")),
            ("password", Schema.definition("source").described("The password of a `usernamePassword`.")),
            ("key", Schema.definition("source").described("The private key of an `sshKey`.")),
            (
                "repositories",
                Schema.definition("names").described("The projects whose tests may use it; by default none.")
            ),
        ], required: ["kind"]
    )
    .with(
        "allOf",
        [
            required(["value"], for: "string"), required(["username", "password"], for: "usernamePassword"),
            required(["key"], for: "sshKey"),
        ])

    static let notification = Schema.object([
        (
            "mail",
            Schema.object(
                [
                    ("host", Schema.string(word).described("The server.")),
                    (
                        "port",
                        Schema.integer(1...65535).described("Its port; by default 587, 465 for tls, 25 for none.")
                    ),
                    (
                        "tls",
                        RunnerSchema.choice(RunnerMail.Encryption.self, "How the connection is encrypted.")
                            .defaulting(to: "starttls")
                    ),
                    ("from", Schema.string("@").described("The sender: NAME@HOST or NAME <NAME@HOST>.")),
                    ("credential", id("A `usernamePassword` to log in with.")),
                ], required: ["host", "from"]
            ).described("The server that mail is handed to.")
        ),
        ("webhook", Schema.object(hook, required: ["url"]).described("Where failures are posted to, as JSON.")),
    ])
    .described("How people are told about failures.")

    static let deployments = Schema.object(
        [
            (
                "repository",
                Schema.string(
                    "^(?![-~])(?![A-Za-z0-9+.-]+::)(?![A-Za-z0-9+.-]+://[^/]*:[^/]*@)[^\\u0000-\\u001f\\u007f]+$"
                ).described("Its address.")
            ),
            ("branch", Schema.string().described("The branch that is committed to.").defaulting(to: "main")),
            ("file", Schema.string().described("The file, with the placeholders {chart} and {environment}.")),
            ("key", Schema.string().described("The key in the file, its parts separated by dots.")),
            ("credential", id("A `usernamePassword` or `sshKey` to push with.")),
            ("author", Schema.string("@").described("Who commits: NAME <ADDRESS>.")),
        ], required: ["repository", "file", "key"]
    )
    .described("Where `promote` writes versions.")

    static let helm = Schema.object([
        ("command", Schema.string(word).described("The program.").defaulting(to: "helm")),
        ("kubeconfig", RunnerSchema.path("The file that says which cluster.")),
        ("namespace", Schema.string(word).described("The namespace.").defaulting(to: "ci")),
        ("repository", Schema.definition("address").described("The chart repository.")),
    ])
    .described("How `deploy` installs charts.")

    static let trigger = Schema.any(
        .object(hook, required: ["url"]),
        .object(
            [
                ("repository", Schema.string().described("A repository that the daemon watches.")),
                (
                    "branch",
                    Schema.string().described(
                        "The branch whose newest commit is run; by default the only one, or main.")
                ),
                ("pipeline", Schema.string().described("Its pipeline; by default all that a merge runs.")),
            ], required: ["repository"])
    )

    private static let word = "^[^-\\u0000-\\u0020\\u007f][^\\u0000-\\u0020\\u007f]*$"

    private static let hook: [(name: String, schema: Schema)] = [
        ("url", .definition("address")), ("credential", id("A `string` that is sent as bearer token.")),
    ]

    private static func id(_ description: String) -> Schema {
        Schema.string().described("The ID of a credential: \(description)")
    }

    private static func required(_ keys: [String], for kind: String) -> JSON {
        [
            "if": ["properties": ["kind": ["const": .string(kind)]], "required": ["kind"]],
            "then": ["required": .array(keys.map(JSON.string))],
        ]
    }
}
