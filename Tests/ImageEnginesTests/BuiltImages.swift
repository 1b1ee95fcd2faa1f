import PipelineCore
import Synchronization

/// The images that a test has built.
final class BuiltImages: Sendable {
    private let images = Mutex<Set<ImageID>>([])

    var all: Set<ImageID> { images.withLock { $0 } }

    func add(_ image: ImageID) { images.withLock { _ = $0.insert(image) } }
}
