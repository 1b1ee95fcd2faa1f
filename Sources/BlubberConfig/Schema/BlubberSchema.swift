public import JSONSchema

/// The JSON Schema of Blubber files: what can be said about a file without expanding its variants.
///
/// It refuses no file that is read without a warning. Names that must exist elsewhere in the file, cycles and what only
/// shows after merging are beyond it.
public enum BlubberSchema {
    /// The whole document.
    public static let document = Schema.object(
        [
            ("version", Schema.values(["v4"]).described("The version of the format; always `v4`.")),
            (
                "variants",
                Schema.map(of: .definition("variant"), names: .string(BlubberPatterns.name))
                    .described("The images to build, by name.")
            ),
        ] + commonFields(isTop: true), required: ["version"]
    )
    .with("not", conflict.json)
    .titled("Blubber v4 configuration")
    .document(
        id: "urn:pipeline-runner:schema:blubber",
        definitions: [
            ("variant", variant),
            ("artifact", artifact),
            ("requirements", requirements),
            ("node", BuilderSchemas.node(isListed: false)), ("php", BuilderSchemas.php(isListed: false)),
            ("python", BuilderSchemas.python(isListed: false)),
            ("builder", BuilderSchemas.custom(isListed: false)), ("builders", BuilderSchemas.list),
        ])

    private static let variant = Schema.object(
        [
            (
                "includes",
                Schema.list(of: .string()).described("Variants whose fields this one takes over, in order.")
            ),
            ("copies", copies),
        ] + commonFields(isTop: false)
    )
    .with("not", conflict.json)
    .described("An image: what it stands on, what is installed and copied, and how it runs.")

    private static func commonFields(isTop: Bool) -> [(name: String, schema: Schema)] {
        [
            (
                "base",
                Schema.any(Schema(.init("type", "null")), .string("^$|" + BlubberPatterns.image))
                    .described("The image to start from; without it the file system begins empty.")
            ),
            (
                "arguments",
                variables.described("Build arguments with their defaults. They exist while building only.")
            ),
            ("apt", AptSchema.apt), ("builders", .definition("builders")), ("node", .definition("node")),
            ("php", .definition("php")), ("python", .definition("python")), ("builder", .definition("builder")),
            ("lives", account(isTop: isTop, isLives: true)), ("runs", account(isTop: isTop, isLives: false)),
            (
                "entrypoint",
                Schema.list(of: .string()).described("The program that the image runs, with its first arguments.")
            ),
        ]
    }

    private static func account(isTop: Bool, isLives: Bool) -> Schema {
        let optional = !isTop
        let path = optional || !isLives ? "^(?:/+[^/\\r\\n][^\\r\\n]*)?$" : "^/+[^/\\r\\n][^\\r\\n]*$"
        let user = BlubberPatterns.user
        var fields: [(name: String, schema: Schema)] = [
            (
                "in",
                Schema.string(path).described(
                    isLives
                        ? "The folder of the application; absolute." : "The working directory of the program; absolute."
                )
            ),
            ("as", Schema.string(optional ? "^$|\(user)" : user).described("The user's name; not `root`.")),
            ("uid", Schema.integer(0...Int(UInt32.max)).described("The user's number.")),
            ("gid", Schema.integer(0...Int(UInt32.max)).described("The group's number.")),
        ]
        if !isLives {
            fields += [
                ("environment", variables.described("Environment variables of the build and the image.")),
                (
                    "insecurely",
                    Schema.boolean.described("Runs the program as the owner of the application's files.")
                ),
            ]
        }
        return Schema.object(fields).described(
            isLives ? "Who owns the application's files, and where they live." : "Who runs the program, and with what.")
    }

    private static let variables = Schema.map(
        of: Schema(.init("type", ["string", "null"])), names: .string("^[a-zA-Z_][a-zA-Z0-9_]+$"))

    private static let copies = Schema.any(
        Schema.list(
            of: Schema.string(minLength: 1).described("A variant, an image, or `local` for the build context.")),
        .list(of: .definition("artifact"))
    )
    .with("uniqueItems", true)
    .described("What is copied into the image, in order: either names or objects.")

    private static let requirements = Schema.list(
        of: .any(
            Schema.string("^(?!/|\\.\\.)").described("A file or folder of the build context; folders end in `/`."),
            .definition("artifact"))
    )
    .with("uniqueItems", true)
    .described("What is copied before the builder works.")

    private static let artifact = Schema.object(
        [
            ("from", Schema.string(minLength: 1).described("`local` (the build context), a variant, or an image.")),
            ("source", Schema.string().described("The path to copy from.")),
            ("destination", Schema.string().described("The path to copy to; needs a `source`.")),
            (
                "exclude",
                Schema.list(of: .string("^[^\\r\\n]*$")).described(
                    "Patterns, as in .dockerignore, of what is left out.")
            ),
        ], required: ["from"]
    )
    .with("if", ["required": ["destination"], "properties": ["destination": ["minLength": 1]]])
    .with("then", ["required": ["source"], "properties": ["source": ["minLength": 1]]])
    .described("Files to copy.")

    /// `builders` beside a singular builder that has a field.
    private static let conflict = Schema(
        .init("required", ["builders"]), .init("properties", ["builders": ["type": "array", "minItems": 1]]),
        .init(
            "anyOf",
            .array(
                ["node", "php", "python", "builder"].map { key in
                    let hasField: JSON = ["type": "object", "not": ["additionalProperties": ["enum": ["", [:]]]]]
                    return ["required": [.string(key)], "properties": .object([.init(key, hasField)])]
                })))
}
