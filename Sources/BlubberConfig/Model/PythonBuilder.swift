/// `python`: installs packages into a virtual environment with pip or Poetry.
struct PythonBuilder: Sendable {
    /// `poetry`.
    struct Poetry: Sendable {
        var version: String?
        var devel: Bool?
        var only: String?
        var without: String?

        var isEmpty: Bool { version == nil && devel == nil && only == nil && without == nil }

        mutating func merge(_ newer: Poetry) {
            version.override(with: newer.version)
            devel.override(with: newer.devel)
            only.override(with: newer.only)
            without.override(with: newer.without)
        }
    }

    /// The interpreter's command.
    var version: String?
    var requirements: [Artifact]?
    var useSystemSitePackages: Bool?
    var noDeps: Bool?
    /// The virtual environment's path.
    var venv: String?
    var pipVersion: String?
    var setuptoolsVersion: String?
    var toxVersion: String?
    var wheelVersion: String?
    var poetry = Poetry()

    var isEmpty: Bool {
        version == nil && requirements == nil && useSystemSitePackages == nil && noDeps == nil && venv == nil
            && pipVersion == nil && setuptoolsVersion == nil && toxVersion == nil && wheelVersion == nil
            && poetry.isEmpty
    }

    mutating func merge(_ newer: PythonBuilder) {
        version.override(with: newer.version)
        requirements.override(with: newer.requirements)
        useSystemSitePackages.override(with: newer.useSystemSitePackages)
        noDeps.override(with: newer.noDeps)
        venv.override(with: newer.venv)
        pipVersion.override(with: newer.pipVersion)
        setuptoolsVersion.override(with: newer.setuptoolsVersion)
        toxVersion.override(with: newer.toxVersion)
        wheelVersion.override(with: newer.wheelVersion)
        poetry.merge(newer.poetry)
    }
}
