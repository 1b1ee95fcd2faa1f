internal import Diagnostics
internal import PositionedYAML

/// The two kinds of file in a `.pipeline` folder.
enum ConfigurationKind {
    case blubber
    case pipeline

    /// Goes by the keys of the document, and by the file's name where they do not tell.
    init(of bytes: [UInt8], file: String) {
        let named: ConfigurationKind = file.hasSuffix("config.yaml") ? .pipeline : .blubber
        guard let document = try? YAMLParser().parse(bytes, file: file),
            case .mapping(let keys)? = document.root?.content
        else {
            self = named
            return
        }
        self = keys["pipelines"] != nil ? .pipeline : keys["version"] ?? keys["variants"] != nil ? .blubber : named
    }
}
