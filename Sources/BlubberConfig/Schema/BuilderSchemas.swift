internal import JSONSchema

/// The schemas of builders. In the list `builders` a null counts as absent.
enum BuilderSchemas {
    private typealias Field = (name: String, schema: Schema)

    static func node(isListed: Bool) -> Schema {
        object(
            [
                requirements,
                (
                    "env",
                    Schema.string("^[a-zA-Z0-9]*$").described("NODE_ENV; `production` leaves development packages out.")
                ),
                ("use-npm-ci", Schema.boolean.described("Installs with `npm ci`.")),
                ("allow-dedupe-failure", Schema.boolean.described("Goes on where `npm dedupe` fails.")),
            ], isListed: isListed, "Installs packages with npm.")
    }

    static func php(isListed: Bool) -> Schema {
        object(
            [requirements, ("production", Schema.boolean.described("Leaves development packages out."))],
            isListed: isListed, "Installs packages with composer.")
    }

    static func python(isListed: Bool) -> Schema {
        object(
            [
                ("version", Schema.string().described("The interpreter, such as `python3`.")), requirements,
                (
                    "use-system-site-packages",
                    Schema.boolean.described("Lets the virtual environment see Debian's packages.")
                ),
                (
                    "no-deps",
                    Schema.boolean.described("Installs what the files list and nothing else, and checks that it fits.")
                ),
                (
                    "venv",
                    Schema.string().described("The folder of the virtual environment.").defaulting(to: "/opt/lib/venv")
                ),
                ("pip-version", Schema.string().described("The version of pip.")),
                ("setuptools-version", Schema.string().described("The version of setuptools.")),
                ("tox-version", Schema.string().described("The version of tox.")),
                ("wheel-version", Schema.string().described("The version of wheel.")),
                ("poetry", poetry(isListed: isListed)),
            ], isListed: isListed, "Installs packages with pip or Poetry.")
    }

    private static func poetry(isListed: Bool) -> Schema {
        object(
            [
                (
                    "version",
                    Schema.string("^$|" + BlubberPatterns.constraint).described(
                        "A constraint such as `==1.3.1`; it switches to Poetry.")
                ),
                ("devel", Schema.boolean.described("Poetry 1: keeps development packages.")),
                ("only", Schema.string().described("Poetry 2: the groups to install.")),
                ("without", Schema.string().described("Poetry 2: the groups to leave out.")),
            ], isListed: isListed, "Installs packages with Poetry in place of pip.")
    }

    static func custom(isListed: Bool) -> Schema {
        object(
            [
                (
                    "command",
                    Schema.any(.string(minLength: 1), .list(of: .string()))
                        .described("A shell command; in a list the further items are its arguments.")
                ),
                ("script", Schema.string().described("The text of a program; without `#!` one for /bin/sh.")),
                requirements,
                ("mounts", mounts), ("caches", caches),
            ], isListed: isListed, "Runs a command or script of your own."
        )
        .with(
            "not",
            [
                "required": ["command", "script"],
                "properties": [
                    "command": ["anyOf": [["type": "string"], ["type": "array", "minItems": 1]]],
                    "script": ["type": "string", "minLength": 1],
                ],
            ])
    }

    static let list = Schema.list(
        of: Schema.object([
            ("node", nullable(node(isListed: true))), ("php", nullable(php(isListed: true))),
            ("python", nullable(python(isListed: true))), ("custom", nullable(custom(isListed: true))),
        ])
        .with("oneOf", .array(kinds.map(only)))
    )
    .with(
        "allOf",
        .array(
            ["node", "php", "python"].map { kind in
                ["contains": only(kind), "minContains": 0, "maxContains": 1]
            })
    )
    .described("The builders, in the order in which they work; each entry holds one.")

    private static let kinds = ["node", "php", "python", "custom"]

    /// An entry that holds the builder `kind` and no other.
    private static func only(_ kind: String) -> JSON {
        let types = kinds.map { JSON.Member($0, ["type": $0 == kind ? "object" : "null"]) }
        return ["required": [.string(kind)], "properties": .object(types)]
    }

    private static let requirements: Field = ("requirements", .definition("requirements"))

    private static let mounts = Schema.list(
        of: .any(
            .string(minLength: 1),
            .object(
                [
                    (
                        "from",
                        Schema.string(minLength: 1).described("`local` (the build context), a variant, or an image.")
                    ),
                    (
                        "source",
                        Schema.string(BlubberPatterns.mountValue).described("The path in `from`; its root by default.")
                    ),
                    ("destination", Schema.string(BlubberPatterns.mountValue).described("Where it is mounted.")),
                ], required: ["from"]))
    )
    .with("uniqueItems", true)
    .described("File systems that the command sees; what it writes there is dropped.")

    private static let caches = Schema.list(
        of: .any(
            Schema.string(BlubberPatterns.mountValue, minLength: 1),
            .object(
                [
                    (
                        "destination",
                        Schema.string(BlubberPatterns.mountValue, minLength: 1).described("Where it is mounted.")
                    ),
                    (
                        "id",
                        Schema.string(BlubberPatterns.mountValue).described(
                            "What the cache is known by; the destination by default.")
                    ),
                    (
                        "access",
                        Schema.choice(["shared", "private", "locked"]).described("What builds at the same time do.")
                            .defaulting(to: "shared")
                    ),
                ], required: ["destination"]))
    )
    .with("uniqueItems", true)
    .described("Folders that are kept from one build to the next, outside of the image.")

    private static func object(_ fields: [Field], isListed: Bool, _ description: String) -> Schema {
        Schema.object(isListed ? fields.map { ($0.name, nullable($0.schema)) } : fields).described(description)
    }

    private static func nullable(_ schema: Schema) -> Schema { .any(schema, Schema(.init("type", "null"))) }
}
