public import JSONSchema
internal import PipelineCore

/// The JSON Schema of run configurations: what can be said about a file without following its names.
///
/// It refuses no file that can be used.
public enum RunnerSchema {
    /// The whole document.
    public static let document = Schema.object(
        [
            (
                "registry",
                Schema.string("^(?:docker://|oci:).").described(
                    "Where images go: docker://HOST[:PORT]/PREFIX or oci:FOLDER.")
            ),
            (
                "engine",
                choice(RunnerConfiguration.Engine.self, "What builds and runs images.").defaulting(to: "auto")
            ),
            (
                "isolation",
                choice(RunnerConfiguration.Isolation.self, "How buildah separates processes.").defaulting(to: "auto")
            ),
            ("caBundle", path("A PEM file of authorities that build steps and tests trust.")),
            ("jobs", Schema.integer(1...256).described("How many stages may run at a time.")),
            (
                "pull",
                choice(PullPolicy.self, "When builds that do not say it themselves ask registries for their parents.")
                    .defaulting(to: "always")
            ),
            (
                "knownParents",
                Schema.boolean.described("Whether services are published only on base and production images.")
                    .defaulting(to: false)
            ),
            ("network", network), ("limits", limits), ("timeouts", timeouts),
            ("credentials", Schema.map(of: ServiceSchemas.credential).described("Secrets, by ID.")),
            ("notification", ServiceSchemas.notification), ("deployments", ServiceSchemas.deployments),
            ("helm", ServiceSchemas.helm),
            ("triggers", Schema.map(of: ServiceSchemas.trigger).described("What `trigger` may start, by name.")),
            (
                "events",
                Schema.object(RunnerKeys.events.map { ($0, .definition("names")) })
                    .described("Which pipelines an event runs.")
            ),
            ("masks", Schema.list(of: .definition("source")).described("Further secrets to be hidden in all output.")),
        ]
    )
    .titled("Run configuration")
    .document(
        id: "urn:pipeline-runner:schema:runner",
        definitions: [("duration", duration), ("names", names), ("source", source), ("address", address)])

    static func path(_ description: String) -> Schema {
        Schema.string("^[^~\\u0000][^\\u0000]*$").described("\(description) Relative to this file's folder.")
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ type: Value.Type, _ description: String
    ) -> Schema {
        Schema.choice(Value.allCases.map(\.rawValue)).described(description)
    }

    private static let network = Schema.object([
        ("build", choice(NetworkMode.self, "What build steps see.").defaulting(to: "host")),
        ("run", choice(NetworkMode.self, "What the containers of tests see.").defaulting(to: "none")),
    ])
    .described("The network of build steps and of tests.")

    private static let limits = Schema.object([
        ("memory", Schema.string("^[0-9]{1,9}[KMGT]iB$").described("Memory, swap included, such as 512MiB or 2GiB.")),
        (
            "cpus",
            Schema(.init("type", "number"), .init("minimum", .number(0.01)), .init("maximum", 1024))
                .described("Processor time, in processors.")
        ),
        ("pids", Schema.integer(1...4_194_304).described("Processes and threads at a time.")),
    ])
    .described("What a container may use of the machine.")

    private static let timeouts = Schema.object([
        ("build", Schema.definition("duration").described("For one build.").defaulting(to: "1h")),
        ("run", Schema.definition("duration").described("For one container of a test.").defaulting(to: "20m")),
        ("total", Schema.definition("duration").described("For the whole run.")),
    ])
    .described("How long things may take.")

    private static let duration = Schema.string(
        "^(?:[0-9]{1,12}d)?(?:[0-9]{1,12}h)?(?:[0-9]{1,12}m)?(?:[0-9]{1,12}s)?(?:[0-9]{1,12}ms)?$", minLength: 2
    )
    .described("Whole numbers with the units d, h, m, s and ms, such as 90s or 1h30m.")

    private static let names = Schema.list(of: .string("^[^\\u0000-\\u001f\\u007f]+$"))
        .described("Names, or patterns: * and ? do not match a slash, ** does.")

    private static let source = Schema.object([
        ("env", Schema.string("^[a-zA-Z_][a-zA-Z0-9_]*$").described("The environment variable with the secret.")),
        ("file", path("The file with the secret.")),
    ])
    .with("minProperties", 1).with("maxProperties", 1)

    private static let address = Schema.string("^https?://[^@/?]+(?:[/?].*)?$").described(
        "An address without a password.")
}
