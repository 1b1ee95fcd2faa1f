import Diagnostics
import FoundationEssentials
import ImageTree
import PipelineTestSupport

/// A tree of image definitions in a scratch folder.
struct TreeFixture {
    let folder: String

    static func changelog(_ name: String, _ version: String, distribution: String = "stable") -> String {
        """
        \(name) (\(version)) \(distribution); urgency=medium

          * Change.

         -- Ada Example <ada@example.org>  Mon, 23 Nov 2026 19:00:34 +0000

        """
    }

    /// Writes an image's files; `depends` is the value of the field, `nil` for no control file.
    func image(
        _ path: String, name: String? = nil, version: String = "1.0-1", depends: String? = nil, _ template: String
    ) throws {
        let name = name ?? String(path.split(separator: "/").last ?? "")
        try file("\(path)/changelog", Self.changelog(name, version))
        try file("\(path)/Dockerfile.template", template)
        if let depends { try file("\(path)/control", "Package: \(name)\nDepends: \(depends)\n") }
    }

    func file(_ path: String, _ text: String) throws { try write(text, to: "\(folder)/\(path)") }

    func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(path)")), as: UTF8.self)
    }

    func tree(_ configuration: String = "", suffix: TreeSuffix = .none) throws -> ProductionTree {
        try ProductionTree(
            at: folder, path: "images", configuration: try Self.configuration(configuration), suffix: suffix)
    }

    static func configuration(_ text: String) throws -> TreeConfiguration {
        try TreeConfiguration.parse([.init(Array(text.utf8), file: "config.yaml")]).0
    }

    /// What makes the tree unusable, a line each.
    func problems(_ configuration: String = "") throws -> String? {
        do {
            _ = try tree(configuration)
            return nil
        } catch let unusable as ProductionTree.Unusable {
            return DiagnosticList(unusable.findings.diagnostics.filter { $0.severity == .error }).description
        }
    }
}

func withTree<Result>(_ body: (TreeFixture) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { try await body(TreeFixture(folder: $0)) }
}

extension ProductionTree {
    func text(_ name: String) throws -> String? { try images[name]?.dockerfile.get() }
}
