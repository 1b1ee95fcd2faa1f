internal import Diagnostics
internal import PositionedYAML

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

    /// Goes by the keys of the document, and by the file's name where they do not tell.
    init(of bytes: [UInt8], file: String) {
        let named: ConfigurationKind =
            file.hasSuffix(RunnerFile.name)
            ? .runner : file.hasSuffix("config.yaml") ? .pipeline : file.hasSuffix("watch.yaml") ? .fleet : .blubber
        guard let document = try? YAMLParser().parse(bytes, file: file),
            case .mapping(let keys)? = document.root?.content
        else {
            self = named
            return
        }
        if named == .runner {
            self = named
        } else if keys["pipelines"] != nil {
            self = .pipeline
        } else if keys["repositories"] != nil {
            self = .fleet
        } else if keys["version"] ?? keys["variants"] != nil {
            self = .blubber
        } else {
            self = keys["suite"] != nil ? .base : named
        }
    }
}
