public import Diagnostics
internal import OCI

/// The image definitions below one folder, with what each of them renders to and stands on.
public struct ProductionTree: Sendable {
    /// One image of the tree.
    public struct Image: Sendable {
        /// What its files say.
        public let definition: ImageDefinition
        /// Its Dockerfile; where the template fails, why.
        public let dockerfile: Result<String, DiagnosticList>
        /// The short names of the images of the tree that it needs first, sorted: those it declares and those its
        /// Dockerfile takes something from.
        public let parents: [String]
        /// The references of its Dockerfile that are no images of the tree, in order, each once.
        public let externals: [String]
        /// The parents that its Dockerfile takes something from.
        public let used: [String]
    }

    /// How it is built.
    public let configuration: TreeConfiguration
    /// The absolute path of the tree's folder.
    public let root: String
    /// The images by short name.
    public let images: [String: Image]
    /// The short names such that every image comes behind its parents; equals are sorted.
    public let order: [String]
    /// What is odd and stops nothing: files that were skipped, dependencies that are not declared.
    public let warnings: DiagnosticList
    /// The texts that findings point into, by file name.
    public let sources: [String: String]

    /// The images in `order`.
    public var ordered: [Image] { order.compactMap { images[$0] } }

    /// Why a tree cannot be used.
    public struct Unusable: Error, Sendable {
        /// All findings.
        public let findings: DiagnosticList
        /// The texts that they point into, by file name.
        public let sources: [String: String]
    }

    /// Reads and renders the tree in `folder`, an absolute path, which the person calls `path`.
    ///
    /// A template that does not render makes only its own image unusable.
    ///
    /// - Throws: `Unusable` for a folder that is missing or holds no image, files that cannot be read, names and versions
    ///   that no image can have, two images of one name, and images that need each other.
    public init(
        at folder: String, path: String, configuration: TreeConfiguration, suffix: TreeSuffix = .none
    ) throws(Unusable) {
        var scan = TreeScan(configuration: configuration, suffix: suffix)
        if TreeFile.isFolder(folder) {
            scan.read(folder, path: path)
            scan.removeDuplicates()
        }
        var findings = scan.findings
        if scan.images.isEmpty, !findings.hasErrors {
            let problem =
                TreeFile.isFolder(folder)
                ? "holds no image" : TreeFile.exists(folder) ? "is no folder" : "does not exist"
            findings.append(
                Diagnostic(
                    code: "tree.empty", "\(path) \(problem)", at: nil,
                    hint: "an image is a folder with a Dockerfile.template and a changelog"))
        }
        guard !findings.hasErrors else { throw Unusable(findings: findings, sources: scan.sources) }
        let rendering = TreeRendering(configuration: configuration, images: scan.images, root: folder)
        var images: [String: Image] = [:]
        var sources = scan.sources
        for definition in scan.images {
            let (image, warnings, included) = rendering.image(definition)
            images[definition.name] = image
            findings.append(contentsOf: warnings)
            sources.merge(included) { known, _ in known }
        }
        let graph = DependencyGraph(images: images)
        do throws(DiagnosticList) {
            order = try graph.order()
        } catch {
            findings.append(contentsOf: error)
            throw Unusable(findings: findings, sources: sources)
        }
        self.images = images
        self.configuration = configuration
        root = folder
        warnings = findings
        self.sources = sources
    }

    /// The images of `names` and everything that stands on them, in order.
    public func withDescendants(of names: Set<String>) -> [String] {
        var found = names
        for name in order where images[name]?.parents.contains(where: found.contains) == true { found.insert(name) }
        return order.filter(found.contains)
    }

    /// The images of `names` and everything that they stand on, in order.
    public func withAncestors(of names: Set<String>) -> [String] {
        var found = names
        for name in order.reversed() where found.contains(name) { found.formUnion(images[name]?.parents ?? []) }
        return order.filter(found.contains)
    }

    /// The names of images whose labels match `pattern`, in order; all without a pattern.
    public func matching(_ pattern: String?) -> [String] {
        guard let pattern else { return order }
        let glob = GlobPattern(pattern)
        return order.filter { images[$0].map { glob.matches($0.definition.labelText) } ?? false }
    }
}
