public import BlubberConfig
internal import Glibc
public import PipelineCore

/// Makes a build context out of a folder: leaves out what shall not be in it, and lays out what copies need apart.
///
/// Names are taken as bytes: git stores such as are not UTF-8. Modes and times stay; sockets and devices are left out.
public struct PreparedContext {
    let source: String
    let layout: ContextLayout
    let sharesFiles: Bool

    /// The context of the folder at the absolute path `source`.
    ///
    /// With `sharesFiles` the same files get further names, where the file system can do that; else they are copied, by
    /// reference where the file system can do that.
    public init(of source: String, layout: ContextLayout, sharesFiles: Bool) {
        self.source = source
        self.layout = layout
        self.sharesFiles = sharesFiles
    }

    /// Writes it to `target`, which must not exist.
    ///
    /// - Throws: `WorkspaceFailure` naming the file that cannot be read or written.
    public func write(to target: String) throws(WorkspaceFailure) {
        guard mkdir(target, 0o755) == 0 else { throw WorkspaceFailure(path: target, errno: errno) }
        let folders = layout.folders.isEmpty ? [nil] : layout.folders.map(Optional.some)
        for folder in folders {
            var root = target
            if let folder {
                root = "\(target)/\(folder.name)"
                guard mkdir(root, 0o755) == 0 else { throw WorkspaceFailure(path: root, errno: errno) }
                if folder.source == nil { continue }
            }
            try write(folder?.source ?? ".", exclude: folder?.exclude ?? PathPatterns(), to: root)
        }
    }

    /// Writes what `path` names below the source: itself, or all that its wildcards match.
    private func write(_ path: String, exclude: PathPatterns, to root: String) throws(WorkspaceFailure) {
        guard let real = realpath(source, nil) else { throw WorkspaceFailure(path: source, errno: errno) }
        defer { free(real) }
        let (from, to) = (try Folder.open(String(cString: real)), try Folder.open(root))
        let writer = ContextWriter(
            root: from.path, ignored: layout.ignored, exclude: exclude, sharesFiles: sharesFiles)
        let parts = path == "." ? [] : path.split(separator: "/").map { Array($0.utf8) }
        let place = ContextWriter.Place(path: [], ignored: layout.ignored.root, isIgnored: false)
        try writer.descend(parts[...], from: from, place, into: ContextTarget(to))
    }
}
