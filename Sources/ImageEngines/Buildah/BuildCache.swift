internal import Glibc
internal import OCI
internal import Synchronization

/// What this process's builds took from buildah's cache and added to it, by the names of the images that they made.
final class BuildCache: Sendable {
    /// The annotation in the manifest of every image that a build makes: for which image it did.
    static let annotation = "pipeline-runner.build"

    /// One build.
    struct Use {
        /// When it began, in seconds since 1970.
        let start = time(nil)
        /// The images that it went on from.
        var taken: Set<String> = []
        /// The images that its stages stand on, as its Dockerfile names them.
        var bases: Set<String> = []
        /// Whether it came to its end.
        var isWhole = false
    }

    private let uses = Mutex<[String: Use]>([:])

    /// Remembers a build in the place of the one before.
    func note(_ use: Use, of name: ImageReference) { uses.withLock { $0[name.description] = use } }

    /// Hands over what was noted and forgets it.
    func take() -> [String: Use] {
        uses.withLock { uses in
            defer { uses = [:] }
            return uses
        }
    }
}
