/// Which files of packages stay out of an image, now and in every layer that installs packages later.
public struct SlimRules: Sendable, Hashable {
    /// Whether documentation is left out. Copyright files stay: licences demand it.
    public var dropsDocumentation = true
    /// Whether manual and info pages are left out.
    public var dropsManuals = true
    /// Whether translations are left out.
    public var dropsLocales = true
    /// Further absolute paths, with `*` as a wildcard, that are left out.
    public var paths: [String] = []

    /// Leaves out documentation, manuals and translations.
    public init() {}

    /// Leaves out nothing.
    static var nothing: SlimRules {
        var rules = SlimRules()
        (rules.dropsDocumentation, rules.dropsManuals, rules.dropsLocales) = (false, false, false)
        return rules
    }

    /// The rules as lines for `dpkg.cfg.d`; of two that match a path the later counts.
    var dpkgOptions: [String] {
        var lines: [String] = []
        if dropsDocumentation {
            lines += ["doc", "groff", "lintian", "linda"].map { "path-exclude=/usr/share/\($0)/*" }
            lines.append("path-include=/usr/share/doc/*/copyright")
        }
        if dropsManuals { lines += ["path-exclude=/usr/share/man/*", "path-exclude=/usr/share/info/*"] }
        if dropsLocales {
            lines += ["path-exclude=/usr/share/locale/*", "path-include=/usr/share/locale/locale.alias"]
        }
        return lines + paths.map { "path-exclude=\($0)" }
    }
}
