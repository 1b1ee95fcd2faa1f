public import OCI

/// Where images are published: a registry with a prefix, or an OCI image layout folder.
public enum Registry: Sendable, Hashable {
    /// `docker://HOST[:PORT][/PREFIX]`: any registry that speaks the OCI distribution API.
    case distribution(prefix: String)
    /// `oci:FOLDER`: an image layout on this host; `folder` is absolute.
    case layout(folder: String)

    /// Why a text is no registry.
    public struct InvalidRegistry: Error, Hashable, CustomStringConvertible {
        /// What is wrong, with the text as given.
        public let description: String
    }

    /// Parses `text`; a relative layout folder is taken from `currentFolder`.
    ///
    /// - Throws: `InvalidRegistry`.
    public init(_ text: String, currentFolder: String) throws(InvalidRegistry) {
        if let folder = text.dropping(prefix: "oci:") {
            var path = folder.hasPrefix("/") ? folder : "\(currentFolder)/\(folder)"
            while path.hasSuffix("/"), path != "/" { path.removeLast() }
            // Tools write `oci:FOLDER:NAME` and split it at the first colon.
            guard !folder.isEmpty, !path.contains(":") else {
                throw InvalidRegistry(
                    description: "`\(text)` is no registry: `oci:` needs a folder whose path has no colon")
            }
            self = .layout(folder: path)
            return
        }
        guard var prefix = text.dropping(prefix: "docker://") else {
            throw InvalidRegistry(
                description: "`\(text)` is no registry: write `docker://HOST[:PORT]/PREFIX` or `oci:FOLDER`")
        }
        while prefix.hasSuffix("/") { prefix.removeLast() }
        let host = prefix.prefix { $0 != "/" }
        let isHost = host.contains(".") || host.contains(":") || host == "localhost"
        guard isHost, (try? ImageReference("\(prefix)/name")) != nil else {
            throw InvalidRegistry(
                description:
                    "`\(text)` is no registry: `\(host)` is no host name with a dot or port, or the prefix has "
                    + "capitals or other characters that image names may not have")
        }
        self = .distribution(prefix: prefix)
    }

    /// Where `name:tag` is published.
    ///
    /// - Throws: `InvalidReference` if name or tag have characters that references may not have.
    public func destination(name: String, tag: String) throws(InvalidReference) -> ImageDestination {
        switch self {
        case .distribution(let prefix): .registry(try ImageReference("\(prefix)/\(name)").tagged(tag))
        case .layout(let folder):
            .layout(folder: folder, name: try ImageReference(name).tagged(tag).description)
        }
    }

    /// Host and path of images called `name`, as charts are told of them; `nil` for a folder, which no cluster pulls from.
    func hostAndPath(_ name: String) -> (host: String, path: String)? {
        guard case .distribution(let prefix) = self, let slash = prefix.firstIndex(of: "/") else {
            if case .distribution(let host) = self { return (host, name) }
            return nil
        }
        return (String(prefix[..<slash]), "\(prefix[prefix.index(after: slash)...])/\(name)")
    }

    /// The full name of images called `name`, without a tag: `HOST/PREFIX/NAME`, or the name alone for a layout.
    public func fullName(_ name: String) -> String {
        switch self {
        case .distribution(let prefix): "\(prefix)/\(name)"
        case .layout: name
        }
    }
}

extension Registry: CustomStringConvertible {
    /// The form in which it is parsed.
    public var description: String {
        switch self {
        case .distribution(let prefix): "docker://\(prefix)"
        case .layout(let folder): "oci:\(folder)"
        }
    }
}

extension String {
    fileprivate func dropping(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
