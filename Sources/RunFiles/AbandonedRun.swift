internal import FoundationEssentials
public import PipelineCore

/// A run whose process was killed, as its workspace told of it.
public struct AbandonedRun: Sendable, Hashable {
    /// The run's ID.
    public let id: String
    /// The images that it had built.
    public let images: [ImageID]

    /// Reads what is in the workspace's folder.
    init(id: String, folder: String) {
        self.id = id
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        images = names.filter { $0.hasSuffix(BuiltImage.noteSuffix) }.sorted().compactMap { name in
            (try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))).flatMap {
                ImageID(String(decoding: $0, as: UTF8.self))
            }
        }
    }
}
