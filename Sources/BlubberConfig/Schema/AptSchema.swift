internal import JSONSchema

/// The schema of `apt`.
enum AptSchema {
    static let apt = Schema.object([
        (
            "packages",
            Schema.any(packages, .map(of: packages, names: .string(BlubberPatterns.release)))
                .described("Packages to install: a list, or a list by target release.")
        ),
        ("sources", Schema.list(of: source).described("Further repositories of packages.")),
        (
            "proxies",
            Schema.list(of: .any(.string(BlubberPatterns.url), proxy)).described("HTTP proxies for fetching packages.")
        ),
    ])
    .described("Debian packages and where they come from.")

    private static let packages = Schema.list(
        of: Schema.string(BlubberPatterns.package).described("NAME, NAME=VERSION or NAME/RELEASE."))

    private static let source = Schema.object(
        [
            ("url", Schema.string(BlubberPatterns.url).described("The repository's address.")),
            ("distribution", Schema.string(BlubberPatterns.release).described("The release, such as `bookworm`.")),
            ("components", Schema.list(of: .string(BlubberPatterns.component)).described("Such as `main`.")),
            ("signed-by", Schema.string().described("The armored public key that the repository is signed with.")),
        ], required: ["url", "distribution"])

    private static let proxy = Schema.object(
        [
            ("url", Schema.string(BlubberPatterns.url).described("The proxy's address.")),
            ("source", Schema.string("^$|" + BlubberPatterns.url).described("The repository that the proxy is for.")),
        ], required: ["url"])
}
