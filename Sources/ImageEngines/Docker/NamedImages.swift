internal import PipelineCore
internal import Synchronization

/// The names that this process's builds gave to images, so that nobody has to ask the daemon for them.
final class NamedImages: Sendable {
    private let images = Mutex<[ImageID: Set<String>]>([:])

    func insert(_ image: ImageID, name: String) { images.withLock { _ = $0[image, default: []].insert(name) } }

    /// The names of `image`; none if it was not built here.
    func names(of image: ImageID) -> Set<String> { images.withLock { $0[image] ?? [] } }
}
