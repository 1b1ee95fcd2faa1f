internal import Diagnostics
internal import ImageTree
internal import PositionedYAML
internal import RunnerConfig

/// What a configuration file describes.
enum ConfigurationKind {
    /// An image in variants: `.pipeline/blubber.yaml`.
    case blubber
    /// Pipelines: `.pipeline/config.yaml`.
    case pipeline
    /// A base image.
    case base
    /// The repositories that a daemon watches: `watch.yaml`.
    case fleet
    /// How runs are carried out: `pipeline-runner.yaml`.
    case runner
    /// How a tree of production images is built.
    case tree

    /// Goes by the keys of the document, and by the file's name where they do not tell.
    init(of bytes: [UInt8], file: String) {
        let named = Self.named(file)
        guard let document = try? YAMLParser().parse(bytes, file: file),
            case .mapping(let keys)? = document.root?.content, named != .runner
        else {
            self = named
            return
        }
        func count(_ known: [String]) -> Int { known.count { keys[$0] != nil } }
        let (ofRuns, ofTrees) = (count(RunnerKeys.top), count(TreeConfiguration.keys))
        if keys["pipelines"] != nil {
            self = .pipeline
        } else if keys["repositories"] != nil {
            self = .fleet
        } else if keys["version"] ?? keys["variants"] != nil {
            self = .blubber
        } else if keys["suite"] != nil {
            self = .base
        } else if named == .fleet {
            self = named
        } else if ofTrees > ofRuns || (ofTrees > 0 && ofTrees == ofRuns && named == .pipeline) {
            // The two share a key, and trees call their file `config.yaml`, too.
            self = .tree
        } else {
            self = ofRuns > 0 ? .runner : named
        }
    }

    private static func named(_ file: String) -> ConfigurationKind {
        let names: [(String, ConfigurationKind)] = [
            (RunnerFile.name, .runner), ("config.yaml", .pipeline), ("watch.yaml", .fleet),
        ]
        return names.first { file.hasSuffix($0.0) }?.1 ?? .blubber
    }
}
