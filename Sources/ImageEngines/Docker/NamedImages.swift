internal import PipelineCore
internal import Synchronization

/// The images that this process's builds gave a name, so that nobody has to ask the daemon whether they have one.
final class NamedImages: Sendable {
    private let images = Mutex<Set<ImageID>>([])

    func insert(_ image: ImageID) { images.withLock { _ = $0.insert(image) } }

    func contains(_ image: ImageID) -> Bool { images.withLock { $0.contains(image) } }
}
