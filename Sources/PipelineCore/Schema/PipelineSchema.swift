public import JSONSchema

/// The JSON Schema of `.pipeline/config.yaml`: what can be said about a file without its graph and the rest of the repository.
///
/// It refuses no file that can be used. A blank value (null, false, 0 or empty) counts as absent in most places.
public enum PipelineSchema {
    /// The whole document.
    public static let document = Schema.object(
        [
            (
                "pipelines",
                Schema.map(of: .definition("pipeline")).with("minProperties", 1)
                    .described("The pipelines by name. They run one after the other, in this order.")
            )
        ], required: ["pipelines"], isOpen: true
    )
    .titled("Pipelines of a repository")
    .document(
        id: "urn:pipeline-runner:schema:pipeline",
        definitions: [
            ("pipeline", pipeline), ("stage", StageSchema.stage), ("text", text), ("template", template),
            ("blank", blank), ("comprehension", comprehension), ("exported", exported),
        ])

    private static let pipeline = Schema.object(
        [
            (
                "stages",
                Schema.list(of: .definition("stage")).with("minItems", 1)
                    .described("The stages; in this order unless `execution` says otherwise.")
            ),
            (
                "blubberfile",
                blubberFile.described(
                    "The Blubber file, relative to .pipeline, or its document; by default PIPELINE/blubber.yaml.")
            ),
            (
                "directory",
                orBlank(Schema.definition("text").with("not", ["type": "string", "pattern": "^/*\\.\\.(?:/|$)"]))
                    .described("The folder that all steps work in, relative to the repository's root.")
            ),
            (
                "execution",
                orBlank(.list(of: Schema.list(of: .definition("text")).with("uniqueItems", true)))
                    .described("The graph of stages: each list is a path, each stage follows the one before it.")
            ),
            (
                "fetch",
                orBlank(
                    .object([
                        ("depth", orBlank(.integer()).described("How many commits of history are wanted.")),
                        ("shallow", orBlank(.boolean).described("Whether the history may be cut.")),
                        ("submodules", orBlank(.boolean).described("Whether submodules are checked out.")),
                        ("tags", orBlank(.boolean).described("Whether tags are wanted.")),
                    ])
                ).described("How the commit is checked out.")
            ),
            ("notify", StageSchema.notify.described("Who is told of a failure, unless the stage says otherwise.")),
        ], required: ["stages"], isOpen: true
    )
    .described("A graph of stages.")

    /// A path, or a document with expressions in it.
    static let blubberFile = orBlank(.any(.definition("template"), .map(of: Schema.anything)))

    /// A text; numbers and booleans are taken as written.
    static let text = Schema(.init("type", ["string", "number", "boolean"]))

    /// A text with `${stage.key|default}` in it.
    private static let template = Schema(
        .init("type", ["string", "number", "boolean"]),
        .init("pattern", "^(?:[^$]|\\$(?!\\{)|\\$\\{[A-Za-z0-9._-]+(?:\\|[^}]*)?\\})*$"))

    /// What counts as absent.
    private static let blank = Schema.values([.null, false, 0, "", [], [:]])

    /// `$each` or `$merge` in the place of a value.
    private static let comprehension = Schema.any(
        .object(
            [
                (
                    "$each",
                    Schema.any(.definition("text"), .list(of: .definition("text")).with("minItems", 1))
                        .described("What an item is called; with several names, its words.")
                ),
                ("$in", Schema.definition("exported").described("A list, or a text to be split.")),
                (
                    "$delimiter",
                    orBlank(.definition("template")).described("The characters to split at; line ends by default.")
                ),
                ("$yield", Schema.definition("exported").described("What an item becomes; by default itself.")),
            ], required: ["$each"]),
        .object(
            [
                ("$merge", Schema.definition("exported").described("A list, map, text or number.")),
                ("$with", Schema.definition("exported").described("What is added to it.")),
            ], required: ["$merge", "$with"]))

    /// A value of `exports`: templates at any depth.
    private static let exported = Schema.any(
        .definition("template"), Schema(.init("type", "null")), .list(of: .definition("exported")),
        .definition("comprehension"), exportedMap)

    /// A map of such values that is written out.
    static let exportedMap = Schema.map(
        of: .definition("exported"), names: Schema(.init("not", ["enum": ["$each", "$merge", "$with"]])))

    static func orBlank(_ schema: Schema) -> Schema { .any(schema, .definition("blank")) }
}
