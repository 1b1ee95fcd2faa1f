internal import Diagnostics
internal import OCI
internal import Synchronization
internal import Templates

/// Renders the templates of a tree whose labels are all known.
struct TreeRendering {
    private let configuration: TreeConfiguration
    private let filters: ImageFilters
    private let root: String
    /// Label to short name.
    private let labels: [String: String]
    /// Full name without tag to short name.
    private let names: [String: String]
    /// The short names.
    private let known: Set<String>

    init(configuration: TreeConfiguration, images: [ImageDefinition], root: String) {
        self.configuration = configuration
        self.root = root
        filters = ImageFilters(configuration: configuration, images: images)
        labels = Dictionary(images.map { ($0.labelText, $0.name) }) { first, _ in first }
        names = Dictionary(images.map { ($0.label.name, $0.name) }) { first, _ in first }
        known = Set(images.map(\.name))
    }

    /// An image with its Dockerfile, what its author should know, and the texts that its template included, by the name
    /// that findings carry.
    func image(_ definition: ImageDefinition) -> (
        ProductionTree.Image, warnings: DiagnosticList, included: [String: String]
    ) {
        var warnings = DiagnosticList()
        var included: [String: String] = [:]
        let dockerfile = render(definition, &warnings, &included)
        var used: [String] = []
        var externals: [String] = []
        if case .success(let text) = dockerfile {
            for reference in DockerfileReferences(text).images {
                if let name = labels[reference] {
                    used.append(name)
                    continue
                }
                externals.append(reference)
                let (name, isLatest) = imageOfTree(reference)
                guard let name else { continue }
                // Its newest build has this name, too.
                if isLatest, name != definition.name {
                    used.append(name)
                } else {
                    warnings.append(staleness(of: reference, name, in: definition))
                }
            }
        }
        let declared = definition.declared.map(\.name).filter(known.contains)
        if case .success = dockerfile { checkDeclarations(definition, used: used, &warnings) }
        let image = ProductionTree.Image(
            definition: definition, dockerfile: dockerfile, parents: Set(declared + used).sorted(),
            externals: externals,
            used: used)
        return (image, warnings, included)
    }

    private func render(
        _ definition: ImageDefinition, _ warnings: inout DiagnosticList, _ included: inout [String: String]
    ) -> Result<String, DiagnosticList> {
        let said = Mutex<[String]>([])
        let texts = Mutex<[String: String]>([:])
        defer { included = texts.withLock { $0 } }
        var environment = TemplateEnvironment(variables: configuration.variables)
        environment.filters = filters.all { text in said.withLock { $0.append(text) } }
        environment.load = { [root] name in
            let found = try Self.load(name, of: definition, root: root)
            if let found { texts.withLock { $0[found.file] = found.text } }
            return found
        }
        do throws(Diagnostic) {
            let text = try definition.template.render(environment)
            for user in said.withLock({ $0 }) {
                warnings.append(
                    Diagnostic(
                        .warning, code: "tree.user", "the user `\(user)` has no number in known_uid_mappings",
                        at: definition.template.location(of: user), length: user.unicodeScalars.count,
                        hint: "add it there, or write the number"))
            }
            return .success(text)
        } catch {
            guard error.code == "template.undefined",
                error.message == "'password' is undefined" || error.message == "'username' is undefined"
            else { return .failure(DiagnosticList([error])) }
            return .failure(
                DiagnosticList([
                    Diagnostic(
                        code: error.code, error.message, at: error.location, length: error.length,
                        notes: ["templates do not see the account of the registry: it would stay in images and logs"])
                ]))
        }
    }

    /// Templates include files of their own folder only, also by symbolic links.
    private static func load(_ name: String, of definition: ImageDefinition, root: String) throws -> IncludedTemplate? {
        let parts = name.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else { throw TemplateProblem("`\(name)` leads out of the image's folder") }
        let path = "\(definition.folder)/\(parts.joined(separator: "/"))"
        let file = "\(definition.path)/\(parts.joined(separator: "/"))"
        guard let resolved = TreeFile.resolved(path) else { return nil }
        guard let home = TreeFile.resolved(root), resolved.hasPrefix("\(home)/") else {
            throw TemplateProblem("`\(name)` is a link that leads out of the tree")
        }
        do {
            let text = try TreeFile.text(path, name: file)
            guard !text.unicodeScalars.contains("\u{FFFD}") else { throw TemplateProblem("`\(name)` is not UTF-8") }
            return IncludedTemplate(text, file: file)
        } catch let error as Diagnostic {
            throw TemplateProblem("`\(name)`: \(error.message)")
        }
    }

    /// The short name of the tree's image that a reference names under another tag, and whether that is `latest`.
    private func imageOfTree(_ reference: String) -> (name: String?, isLatest: Bool) {
        guard let parsed = try? ImageReference(reference), parsed.digest == nil else { return (nil, false) }
        return (names[parsed.name], (parsed.tag ?? "latest") == "latest")
    }

    /// A parent under another tag than the tree's would be a version that nobody builds any more.
    private func staleness(of reference: String, _ name: String, in definition: ImageDefinition) -> Diagnostic {
        Diagnostic(
            .warning, code: "tree.other-version", "\(reference) is not the version of `\(name)` in this tree",
            at: definition.template.location(of: reference), hint: "write {{ \"\(name)\" | image_tag }}")
    }

    private func checkDeclarations(
        _ definition: ImageDefinition, used: [String], _ warnings: inout DiagnosticList
    ) {
        for dependency in definition.declared where !used.contains(dependency.name) {
            let isKnown = known.contains(dependency.name)
            warnings.append(
                Diagnostic(
                    .warning, code: isKnown ? "tree.unused-dependency" : "tree.unknown-dependency",
                    isKnown
                        ? "`\(definition.name)` declares `\(dependency.name)` and takes nothing from it"
                        : "`\(dependency.name)` is not in this tree; it is taken for an image from elsewhere",
                    at: dependency.location, length: dependency.name.unicodeScalars.count,
                    hint: isKnown ? nil : TemplateProblem.suggestion(for: dependency.name, among: known.sorted())))
        }
        for name in used where !definition.declared.contains(where: { $0.name == name }) {
            warnings.append(
                Diagnostic(
                    .warning, code: "tree.undeclared-dependency",
                    "`\(definition.name)` takes something from `\(name)` and does not declare it",
                    at: definition.template.location(of: name),
                    hint: "add `Depends: \(name)` to \(definition.path)/control"))
        }
    }
}
