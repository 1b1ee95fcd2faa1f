internal import JSONSchema

/// The schemas of the steps that hand on what was published.
enum DeliverySchemas {
    static let promote = Schema.any(
        .boolean, .definition("comprehension"),
        .list(
            of: .any(
                .definition("comprehension"),
                .object([
                    ("chart", template("The chart, `${setup.projectShortName}` by default.")),
                    (
                        "environments",
                        PipelineSchema.orBlank(
                            .any(
                                .definition("comprehension"),
                                .list(of: .any(.definition("template"), .definition("comprehension"))))
                        ).described("The environments; by default all that there are.")
                    ),
                    ("version", template("The version, `${.imageTag}` by default.")),
                ]))), .definition("blank")
    )

    static let deploy = PipelineSchema.orBlank(
        .object([
            (
                "chart",
                PipelineSchema.orBlank(
                    .object([
                        ("name", template("The chart's name, `${setup.projectShortName}` by default.")),
                        ("version", template("Its version; by default the newest.")),
                    ])
                ).described("The chart.")
            ),
            ("image", template("The image's short name, `${.imageName}` by default.")),
            ("tag", template("The image's tag, `${.imageTag}` by default.")),
            ("cluster", PipelineSchema.orBlank(.values(["ci"])).described("Has no effect.")),
            ("test", PipelineSchema.orBlank(.boolean).described("Whether the chart's tests are run; by default yes.")),
            ("timeout", template("How many seconds installing, and testing, may take; by default 120.")),
            (
                "overrides",
                PipelineSchema.orBlank(
                    .any(.definition("comprehension"), PipelineSchema.exportedMap)
                ).described("Values over those that say which image it is.")
            ),
        ]))

    private static func template(_ description: String) -> Schema {
        PipelineSchema.orBlank(.definition("template")).described(description)
    }
}
