internal import Diagnostics

/// `builder` or `custom`: a command or script of the user's own.
struct CustomBuilder: Sendable {
    /// The two forms of `command`.
    enum Command: Sendable {
        case text(String)
        /// The first element is shell text, the others are its arguments. An empty list means no command.
        case list([String])

        var isEmpty: Bool {
            if case .list(let words) = self { words.isEmpty } else { false }
        }
    }

    /// An entry of `mounts`.
    struct MountEntry: Sendable {
        let from: Located<Origin>
        let source: String?
        let destination: String?
        let location: SourceLocation
    }

    /// An entry of `caches`.
    struct CacheEntry: Sendable {
        let destination: String
        let id: String?
        let access: CacheMount.Access?
        let location: SourceLocation
    }

    var requirements: [Artifact]?
    var command: Located<Command>?
    var script: Located<String>?
    var mounts: [MountEntry]?
    var caches: [CacheEntry]?

    var isEmpty: Bool {
        requirements == nil && command == nil && script == nil && mounts == nil && caches == nil
    }

    mutating func merge(_ newer: CustomBuilder) {
        requirements.override(with: newer.requirements)
        command.override(with: newer.command)
        script.override(with: newer.script)
        mounts.override(with: newer.mounts)
        caches.override(with: newer.caches)
    }
}
