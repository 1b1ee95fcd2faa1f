internal import JSONSchema

/// The schemas of a repository and of the defaults for all of them.
enum SettingsSchema {
    static let repository = Schema.object(
        [
            (
                "name",
                Schema.string("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
                    .described("What it is called in commands, logs and hook addresses.")
            ),
            (
                "url",
                Schema.string(
                    "^(?![-~])(?![A-Za-z0-9+.-]+::)(?![A-Za-z0-9+.-]+://[^/]*:[^/]*@)[^\\u0000-\\u001f\\u007f]+$"
                )
                .described(
                    "https://, http://, ssh://, git://, user@host:path, or a path relative to this file's folder.")
            ),
        ] + settings, required: ["name", "url"]
    )
    .described("A repository and how it is watched.")

    static let defaults = Schema.object(settings).described("Settings for repositories that do not give their own.")

    static let paths = Schema.list(of: .string("^!?[^/\\u0000-\\u001f\\u007f]")).with("minItems", 1)
        .described(
            "Patterns of changed files; a folder stands for what is below it, ! takes back, the last that matches decides."
        )

    private static let settings: [(name: String, schema: Schema)] = [
        (
            "branches",
            Schema.list(of: .definition("pattern")).with("minItems", 1)
                .described("The branches; by default the one that HEAD names.")
        ),
        ("tags", Schema.list(of: .definition("pattern")).described("The tags; by default none.")),
        (
            "proposals",
            Schema.list(of: .definition("reference"))
                .described("The references of proposed changes, such as refs/pull/*/head; by default none.")
        ),
        ("interval", Schema.definition("duration").described("The time between two polls.").defaulting(to: "60s")),
        (
            "commits",
            Schema.choice(RepositorySettings.Commits.allCases.map(\.rawValue))
                .described("Whether every first-parent commit gets a run, or the latest.").defaulting(to: "every")
        ),
        (
            "first-sight",
            Schema.choice(RepositorySettings.FirstSight.allCases.map(\.rawValue))
                .described("Whether the tip of a new branch is recorded or run.").defaulting(to: "record")
        ),
        ("priority", Schema.integer(-100...100).described("Higher ones run first.").defaulting(to: 0)),
        ("credentials", Schema.string().described("A name from `credentials`.")),
        ("paths", Schema.definition("paths").described("Which changed files make a commit worth a run.")),
        ("events", events),
        ("hook-secret", Schema.string().described("A name from `secrets`.")),
    ]

    private static let events = Schema.object(
        [
            (FleetEvent.gate, "A proposed change."), (.merge, "A commit on a branch."), (.tag, "A tag."),
        ].map { ($0.rawValue, rules.described($1)) }
    )
    .described("Which pipelines an event runs; by default each runs all.")

    private static let rules = Schema.list(
        of: .any(
            Schema.string("^[^\\u0000-\\u001f\\u007f]+$").described("A pipeline's name, or a pattern."),
            .object([
                ("pipelines", Schema.list(of: .string("^[^\\u0000-\\u001f\\u007f]+$")).described("Names or patterns.")),
                ("paths", Schema.definition("paths").described("Only for commits that change one of these files.")),
                (
                    "actions",
                    Schema.list(of: .choice(PipelineRule.Action.allCases.map(\.rawValue)))
                        .described("What the stages may do; a pipeline that does more is refused.")
                ),
            ])))
}
