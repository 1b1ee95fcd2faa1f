internal import Diagnostics
internal import PositionedYAML

extension ConfigurationReader {
    private static let builderKinds = ["node", "php", "python", "custom"]

    /// `builders`: a list of objects with one builder each.
    func builders(_ node: YAMLNode) -> [Builder] {
        guard let items = decoder.sequence(node, field: "`builders`") else { return [] }
        var seen: [String: SourceLocation] = [:]
        return items.enumerated().compactMap { index, item in
            guard let (builder, location) = listedBuilder(item, index) else { return nil }
            if builder.kind != "custom", let earlier = seen.updateValue(location, forKey: builder.kind) {
                decoder.report(
                    "repeated-builder", "`builders` holds `\(builder.kind)` twice", at: location,
                    length: builder.kind.count, notes: ["first given in line \(earlier.line)"])
            }
            return builder
        }
    }

    private func listedBuilder(_ node: YAMLNode, _ index: Int) -> (Builder, SourceLocation)? {
        let field = "builders[\(index)]"
        let hints = ["builder": "in this list it is called `custom`"]
        guard let fields = fields(node, "`\(field)`", known: Self.builderKinds, hints: hints, ignoringNull: true) else {
            return nil
        }
        let given = Self.builderKinds.filter(fields.contains)
        guard given.count == 1, let kind = given.first, let value = fields[kind],
            let location = fields.keyLocation(kind)
        else {
            // An unknown key was reported already and is what is wrong here.
            if given.count > 1 || isEmptyMap(node) {
                decoder.report(
                    "builder-entry", "`\(field)` must hold exactly one builder", at: node,
                    notes: ["one of \(Self.builderKinds.joined(separator: ", "))"],
                    hint: given.count > 1 ? "begin each builder with a `-` of its own" : nil)
            }
            return nil
        }
        switch kind {
        case "node": return (.node(nodeBuilder(value, ignoringNull: true)), location)
        case "php": return (.php(phpBuilder(value, ignoringNull: true)), location)
        case "python": return (.python(pythonBuilder(value, ignoringNull: true)), location)
        default: return (.custom(customBuilder(value, "custom", ignoringNull: true)), location)
        }
    }

    private func isEmptyMap(_ node: YAMLNode) -> Bool {
        guard case .mapping(let mapping) = node.content else { return false }
        return mapping.entries.allSatisfy { $0.value.isNull }
    }

    func nodeBuilder(_ node: YAMLNode, ignoringNull: Bool = false) -> NodeBuilder {
        guard
            let fields = fields(
                node, "`node`", known: ["requirements", "env", "use-npm-ci", "allow-dedupe-failure"],
                hints: ["dependencies": "since v2 this is `requirements: [package.json, …]`"],
                ignoringNull: ignoringNull)
        else { return NodeBuilder() }
        let env = text(fields["env"], "env")
        if let env, !Names.isNodeEnvironment(env.value) {
            reject(env, "`env` must be letters and digits, not `\(env.value)`")
        }
        return NodeBuilder(
            requirements: requirements(fields["requirements"]), env: env?.value,
            useNPMCI: flag(fields["use-npm-ci"], "use-npm-ci"),
            allowDedupeFailure: flag(fields["allow-dedupe-failure"], "allow-dedupe-failure"))
    }

    func phpBuilder(_ node: YAMLNode, ignoringNull: Bool = false) -> PHPBuilder {
        guard let fields = fields(node, "`php`", known: ["requirements", "production"], ignoringNull: ignoringNull)
        else { return PHPBuilder() }
        return PHPBuilder(
            requirements: requirements(fields["requirements"]), production: flag(fields["production"], "production"))
    }

    func pythonBuilder(_ node: YAMLNode, ignoringNull: Bool = false) -> PythonBuilder {
        guard
            let fields = fields(
                node, "`python`",
                known: [
                    "version", "requirements", "use-system-site-packages", "no-deps", "venv", "pip-version",
                    "setuptools-version", "tox-version", "wheel-version", "poetry",
                ],
                hints: [
                    "use-system-flag": "this key no longer exists; remove it",
                    "use-system-packages": "did you mean `use-system-site-packages`?",
                ], ignoringNull: ignoringNull)
        else { return PythonBuilder() }
        return PythonBuilder(
            version: text(fields["version"], "version")?.value, requirements: requirements(fields["requirements"]),
            useSystemSitePackages: flag(fields["use-system-site-packages"], "use-system-site-packages"),
            noDeps: flag(fields["no-deps"], "no-deps"), venv: text(fields["venv"], "venv")?.value,
            pipVersion: text(fields["pip-version"], "pip-version")?.value,
            setuptoolsVersion: text(fields["setuptools-version"], "setuptools-version")?.value,
            toxVersion: text(fields["tox-version"], "tox-version")?.value,
            wheelVersion: text(fields["wheel-version"], "wheel-version")?.value,
            poetry: fields["poetry"].map { poetry($0, ignoringNull: ignoringNull) } ?? PythonBuilder.Poetry())
    }

    private func poetry(_ node: YAMLNode, ignoringNull: Bool) -> PythonBuilder.Poetry {
        guard
            let fields = fields(
                node, "`poetry`", known: ["version", "devel", "only", "without"], ignoringNull: ignoringNull)
        else { return PythonBuilder.Poetry() }
        let version = text(fields["version"], "version")
        if let version, !Names.isPythonConstraint(version.value) {
            let isBare = version.value.utf8.first?.isDigit ?? false
            reject(
                version, "`version` must be a version constraint, not `\(version.value)`",
                notes: ["comparisons such as `>=1.2` or `==1.3.1`, joined by commas, without blanks"],
                hint: isBare ? "write `==\(version.value)`" : nil)
        }
        return PythonBuilder.Poetry(
            version: version?.value, devel: flag(fields["devel"], "devel"),
            only: text(fields["only"], "only")?.value, without: text(fields["without"], "without")?.value)
    }
}
