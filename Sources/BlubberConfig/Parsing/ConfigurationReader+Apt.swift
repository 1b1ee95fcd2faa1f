internal import Diagnostics
internal import PositionedYAML

extension ConfigurationReader {
    func apt(_ node: YAMLNode) -> Apt {
        if case .sequence = node.content {
            decoder.mismatch(node, field: "`apt`", expected: "a map", hint: "write `apt: {packages: […]}`")
            return Apt()
        }
        guard let fields = fields(node, "`apt`", known: ["packages", "sources", "proxies"]) else { return Apt() }
        var apt = Apt()
        if let node = fields["packages"] { apt.packages = packages(node) }
        if let node = fields["sources"], let items = decoder.sequence(node, field: "`sources`") {
            apt.sources = items.enumerated().compactMap(source)
        }
        if let node = fields["proxies"], let items = decoder.sequence(node, field: "`proxies`") {
            apt.proxies = items.enumerated().compactMap(proxy)
        }
        return apt
    }

    private func packages(_ node: YAMLNode) -> [String: [String]] {
        guard case .mapping(let releases) = node.content else {
            let names = texts(node, "packages") { text in
                let words = text.split { $0 == " " || $0 == "," }.joined(separator: ", ")
                return "write a list: `packages: [\(words)]`"
            }
            return [Apt.defaultRelease: checkedPackages(names ?? [], "packages")]
        }
        var packages: [String: [String]] = [:]
        for entry in releases.entries {
            if !Names.isDebianRelease(entry.key) {
                decoder.report(
                    "invalid", "`\(entry.key)` is not a Debian release", at: entry.keyLocation,
                    length: entry.key.unicodeScalars.count)
            }
            let field = "packages[\(entry.key)]"
            let names = texts(entry.value, field) { "write a list: `\(entry.key): [\($0)]`" } ?? []
            packages[entry.key] = checkedPackages(names, field)
        }
        return packages
    }

    private func checkedPackages(_ names: [Located<String>], _ field: String) -> [String] {
        for (index, name) in names.enumerated() where !Names.isDebianPackage(name.value) {
            reject(
                name, "`\(field)[\(index)]` is not a Debian package: `\(name.value)`",
                notes: ["two or more of `a-z 0-9 + . -`, then optionally `=VERSION` or `/RELEASE`"],
                hint: packageHint(name.value))
        }
        return names.map(\.value)
    }

    private func packageHint(_ name: String) -> String? {
        if name.contains(" ") { return "each package is an entry of its own" }
        if name.contains(":") && !name.contains("=") { return "an architecture cannot be given" }
        return name.contains(where: \.isUppercase) ? "package names have no capitals" : nil
    }

    private func source(_ index: Int, _ node: YAMLNode) -> Apt.Source? {
        let field = "sources[\(index)]"
        guard
            let fields = fields(node, "`\(field)`", known: ["url", "distribution", "components", "signed-by"])
        else { return nil }
        let url = httpURL(fields["url"], "\(field).url", requiredBy: node)
        let distribution = text(fields["distribution"], "\(field).distribution")
        if let distribution {
            if !Names.isDebianRelease(distribution.value) {
                reject(distribution, "`\(field).distribution` is not a Debian release: `\(distribution.value)`")
            }
        } else if isEmptyOrAbsent(fields["distribution"]) {
            decoder.report("missing", "`\(field)` needs a `distribution`", at: node)
        }
        let components = texts(fields["components"], "\(field).components") { "write a list: `components: [\($0)]`" }
        for (index, component) in (components ?? []).enumerated() where !Names.isDebianComponent(component.value) {
            reject(
                component,
                "`\(field).components[\(index)]` is not a component of a repository: `\(component.value)`")
        }
        let signedBy = text(fields["signed-by"], "\(field).signed-by")
        guard let url, let distribution else { return nil }
        return Apt.Source(
            url: url.text, distribution: distribution.value, components: (components ?? []).map(\.value),
            signedBy: signedBy?.value, location: signedBy?.location ?? node.location)
    }

    private func proxy(_ index: Int, _ node: YAMLNode) -> Apt.Proxy? {
        let field = "proxies[\(index)]"
        if case .scalar = node.content {
            return httpURL(node, field, requiredBy: node).map {
                Apt.Proxy(url: $0, source: nil, location: node.location)
            }
        }
        guard let fields = fields(node, "`\(field)`", known: ["url", "source"]) else { return nil }
        let source =
            isEmptyOrAbsent(fields["source"]) ? nil : httpURL(fields["source"], "\(field).source", requiredBy: node)
        return httpURL(fields["url"], "\(field).url", requiredBy: node).map {
            Apt.Proxy(url: $0, source: source, location: node.location)
        }
    }

    private func httpURL(_ node: YAMLNode?, _ field: String, requiredBy parent: YAMLNode) -> HTTPURL? {
        if isEmptyOrAbsent(node) {
            decoder.report("missing", "`\(field)` is missing", at: node ?? parent)
            return nil
        }
        guard let text = text(node, field) else { return nil }
        guard let url = HTTPURL(text.value) else {
            reject(text, "`\(field)` must be an `http://` or `https://` URL, not `\(text.value)`")
            return nil
        }
        return url
    }

    func isEmptyOrAbsent(_ node: YAMLNode?) -> Bool {
        guard let node else { return true }
        guard case .scalar(let scalar) = node.content else { return false }
        return scalar.resolved == .string("")
    }
}
