internal import PipelineCore

/// A build request whose labels are one instruction.
///
/// `buildah build --label` appends one instruction a label, and each costs an image commit whenever a label before it
/// changed, as a creation time does each time. One more stage with a single LABEL costs one commit.
struct LabelledDockerfile {
    private static let stage = "pipeline-runner-labelled"

    /// The request without labels, for a Dockerfile that sets them; the labels stay where the Dockerfile has ONBUILD.
    var request: BuildRequest

    init(_ request: BuildRequest, folder: String) throws {
        self.request = request
        guard !request.labels.isEmpty else { return }
        guard let original = FileSystem.read(request.dockerfile) else {
            throw FileSystem.failure("read", request.dockerfile)
        }
        // One more stage would execute what ONBUILD keeps for images that are built on this one.
        guard !String(decoding: original, as: UTF8.self).uppercased().contains("ONBUILD") else { return }
        let labels = request.labels.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key))=\(Self.quoted($0.value))" }
        let stage = "\nFROM \(request.target) AS \(Self.stage)\nLABEL \(labels.joined(separator: " "))\n"
        self.request.dockerfile = "\(folder)/Dockerfile"
        self.request.target = Self.stage
        self.request.labels = [:]
        try FileSystem.replace(self.request.dockerfile, with: original + Array(stage.utf8))
    }

    /// In double quotes, where `\`, `"` and `$` need a backslash. Line ends cannot be quoted in a Dockerfile.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            if "\\\"$".contains(character) { result.append("\\") }
            result.append(character.isNewline ? " " : character)
        }
        return result + "\""
    }
}
