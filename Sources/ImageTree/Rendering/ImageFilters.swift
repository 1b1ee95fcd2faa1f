internal import Diagnostics
internal import OCI
internal import Templates

/// The filters that templates of images have beside those of the language.
struct ImageFilters {
    let configuration: TreeConfiguration
    /// Full name, without the tag, to label.
    private let known: [String: String]

    init(configuration: TreeConfiguration, images: [ImageDefinition]) {
        self.configuration = configuration
        var known: [String: String] = [:]
        for base in configuration.baseImages {
            guard let reference = try? ImageReference(base), reference.tag != nil else { continue }
            if known[reference.name] == nil { known[reference.name] = base }
        }
        for image in images { known[image.label.name] = image.labelText }
        self.known = known
    }

    /// The filters; `warn` takes users that have no number.
    func all(warn: @escaping @Sendable (String) -> Void) -> [String: TemplateFilter] {
        let (configuration, known) = (configuration, known)
        return [
            "image_tag": { value, _ in .string(try Self.label(of: try Self.text(value), configuration, known)) },
            "upstream_version": { value, _ in .string(try Self.upstream(of: try Self.text(value))) },
            "apt_install": { value, _ in
                .string(Apt(configuration).install(try Self.text(value)))
            },
            "apt_remove": { value, _ in .string(Apt(configuration).remove(try Self.text(value))) },
            "uid": { value, _ in
                let name = try Self.text(value)
                guard let id = configuration.userIDs[name] else {
                    warn(name)
                    return .string(name)
                }
                return .string(id)
            },
            "add_user": { value, _ in
                let name = try Self.text(value)
                guard let id = configuration.userIDs[name] else {
                    throw TemplateProblem(
                        "No mapping found for user '\(name)'", hint: "give it a number in known_uid_mappings")
                }
                return .string(
                    "groupadd -o -g \(id) -r \(name) && "
                        + "useradd -l -o -r -m -d /var/lib/\(name) -g \(name) -u \(id) \(name)")
            },
        ]
    }

    private static func text(_ value: TemplateValue) throws -> String {
        guard let text = value.string else { throw TemplateProblem("a text is needed here, not `\(value.text)`") }
        return text
    }

    /// The tree's own names come with its namespace, names of base images without it or with its beginning, which may be
    /// the path of a registry.
    private static func label(of name: String, _ configuration: TreeConfiguration, _ known: [String: String]) throws
        -> String
    {
        let full = configuration.fullName(name)
        var namespace = configuration.namespace.split(separator: "/")
        while true {
            let parts = [Substring(configuration.registry)] + namespace + [Substring(name)]
            if let label = known[parts.filter { !$0.isEmpty }.joined(separator: "/")] { return label }
            if namespace.popLast() == nil { break }
        }
        let names = known.keys.compactMap { key in key.split(separator: "/").last.map(String.init) }.sorted()
        throw TemplateProblem(
            "there is no image `\(full)` in the tree, nor in base_images",
            hint: TemplateProblem.suggestion(for: name, among: names))
    }

    static func upstream(of label: String) throws -> String {
        guard let slash = Optional(label.lastIndex(of: "/") ?? label.startIndex),
            let colon = label[slash...].firstIndex(of: ":")
        else { throw TemplateProblem("upstream_version(\(label)) -> no image name found in input") }
        let tag = label[label.index(after: colon)...]
        guard tag.contains("-") else { return String(tag) }
        let parts = tag.split(separator: "-", omittingEmptySubsequences: false).prefix(2).joined(separator: "-")
        guard let version = DebianVersion(parts) else { throw TemplateProblem("Invalid version string '\(parts)'") }
        return version.upstream
    }
}

extension TemplateProblem {
    static func suggestion(for name: String, among names: [String]) -> String? {
        nearMatch(to: name, among: names).map { "did you mean `\($0)`?" }
    }
}
