internal import JSONSchema

/// The schema of a stage.
enum StageSchema {
    static let stage = Schema.object(
        [
            (
                "name",
                Schema.definition("text").with("not", ["enum": [false, 0, "", "setup", "teardown"]])
                    .described("The stage's name. Alone, it builds and runs the variant of that name.")
            ),
            (
                "blubberfile",
                PipelineSchema.blubberFile.described(
                    "The stage's own Blubber file, relative to .pipeline, or its document.")
            ),
            ("build", build), ("run", run),
            ("copy", copy),
            ("publish", publish),
            ("promote", DeliverySchemas.promote.described("Writes the versions of charts where deployments are made.")),
            ("deploy", DeliverySchemas.deploy.described("Installs a chart, tests it, and takes it away in the end.")),
            (
                "exports",
                orBlank(PipelineSchema.exportedMap).described("Values for later stages to read, by name.")
            ),
            ("trigger", trigger),
            ("notify", notify.described("Who is told if the stage fails; over what the pipeline says.")),
        ], required: ["name"]
    )
    .described(
        "A node of the graph with its steps, in the fixed order build, run, copy, publish, promote, deploy, exports, trigger."
    )

    private static let build = Schema.any(
        .definition("template"),
        .object([
            ("variant", template("The variant; by default the stage's name.")),
            ("context", template("The folder with the files, relative to the pipeline's `directory`.")),
            ("excludes", templates.described("Patterns that take the place of .dockerignore.")),
            ("imagePullPolicy", template("`always` asks for parent images at their registry each time.")),
        ]), .definition("blank")
    )
    .described("Builds a variant: its name, or a map.")

    private static let run = Schema.any(
        .boolean,
        .object([
            ("image", template("The ID of the image, `${.imageID}` by default.")),
            ("arguments", templates.described("What follows the entrypoint.")),
            (
                "env",
                orBlank(
                    .any(
                        .definition("comprehension"),
                        Schema.map(of: .definition("template"))
                            .with("propertyNames", ["not": ["enum": ["$each", "$merge", "$with"]]]))
                )
                .described("Environment variables on top of the image's.")
            ),
            ("credentials", orBlank(.list(of: credential)).described("Secrets for the program's environment.")),
            (
                "tail",
                orBlank(.integer()).described("How many last lines of output are bound as `output`; negative for all.")
            ),
        ]), .definition("blank")
    )
    .described("Runs the image's entrypoint; its exit code decides.")

    private static let credential = Schema.object(
        [
            ("id", PipelineSchema.text.described("The ID in the run configuration.")),
            ("name", variable("The variable for a `string`.")),
            ("usernameVariable", variable("The variable for the user's name of a `usernamePassword`.")),
            ("passwordVariable", variable("The variable for the password of a `usernamePassword`.")),
            ("keyFileVariable", variable("The variable for the path of an `sshKey`'s file.")),
        ], required: ["id"])

    private static func variable(_ description: String) -> Schema {
        // Words such as `on`, which are booleans without quotes, are taken as text.
        Schema.any(.string("^[a-zA-Z_][a-zA-Z0-9_]*$"), .boolean).described(description)
    }

    private static let publish = orBlank(
        .object([
            (
                "image",
                Schema.any(
                    .boolean,
                    .object([
                        ("id", template("The ID of the image, `${.imageID}` by default.")),
                        ("name", template("The name below the registry, `${setup.project}` by default.")),
                        ("tag", template("The primary tag, `${setup.timestamp}-${.stage}` by default.")),
                        ("tags", templates.described("Further tags.")),
                    ]), .definition("blank")
                ).described("Publishes the image: `true`, or a map.")
            )
        ])
    ).described("Publishes an image.")

    private static let copy = orBlank(
        .any(
            .definition("comprehension"),
            .list(
                of: .any(
                    .definition("template"), .definition("comprehension"),
                    .object(
                        [
                            (
                                "source",
                                Schema.definition("template").with("not", ["enum": [false, 0, ""]])
                                    .described("The file or folder, or a pattern.")
                            ),
                            ("from", template("The container, `${.container}` by default.")),
                            ("destination", template("Where it goes in `directory`; by default as `source`.")),
                            (
                                "archive",
                                Schema.any(.boolean, Schema(.init("type", "null"))).described("Whether it is kept.")
                            ),
                        ], required: ["source"])))
        )
    ).described("Copies files out of the container, for later builds and as artifacts.")

    private static let trigger = orBlank(
        .object(
            [
                (
                    "name",
                    Schema.definition("text").with("not", ["enum": [false, 0, ""]])
                        .described("What the run configuration calls it under `triggers`.")
                ),
                (
                    "parameters",
                    orBlank(
                        .any(
                            .definition("comprehension"),
                            Schema.map(of: .definition("template"))
                                .with("propertyNames", ["pattern": "^[A-Za-z0-9._-]+$"]))
                    )
                    .described("What it is told; a run reads it as `${setup.params.NAME}`.")
                ),
                ("wait", orBlank(.boolean).described("Whether the stage waits for the end of what it starts.")),
                (
                    "propagate",
                    Schema.any(.boolean, Schema(.init("type", "null")))
                        .described("Whether a bad end of what was waited for is the stage's failure; by default it is.")
                ),
            ], required: ["name"])
    ).described("Starts a pipeline of another repository, or calls another system.")

    static let notify = orBlank(
        .object([
            (
                "email",
                orBlank(
                    .object([
                        (
                            "to",
                            orBlank(
                                .any(
                                    .definition("template"), .definition("comprehension"),
                                    .list(of: .any(.definition("template"), .definition("comprehension"))))
                            )
                            .described("Whom the mail goes to: an address, or a list.")
                        ),
                        ("subject", template("Its subject; by default it names project, pipeline and stage.")),
                        ("body", template("Its text; by default it says where the log is.")),
                    ])
                ).described("The mail.")
            )
        ]))

    private static let templates = orBlank(
        .any(.definition("comprehension"), .list(of: .any(.definition("template"), .definition("comprehension")))))

    private static func template(_ description: String) -> Schema {
        orBlank(.definition("template")).described(description)
    }

    private static func orBlank(_ schema: Schema) -> Schema { PipelineSchema.orBlank(schema) }
}
