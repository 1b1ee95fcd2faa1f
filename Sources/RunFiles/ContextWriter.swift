internal import BlubberConfig
internal import Glibc
internal import PipelineCore

/// Writes files and folders from one place to another, without what two sets of patterns leave out.
struct ContextWriter {
    /// Where in the context the writer is, and what the ignore file says about that folder.
    struct Place {
        var path: [UInt8]
        var ignored: PathPatterns.Matches
        var isIgnored: Bool
    }

    /// The context's path, without links in it.
    let root: String
    /// Patterns for paths relative to the context.
    let ignored: PathPatterns
    /// Patterns for paths relative to each folder that is copied.
    let exclude: PathPatterns
    let sharesFiles: Bool

    /// Goes down along `parts`, the first of which may have wildcards or be a link, and writes what is there.
    func descend(_ parts: ArraySlice<[UInt8]>, from source: Folder, _ place: Place, into target: ContextTarget)
        throws(WorkspaceFailure)
    {
        guard let part = parts.first else {
            try writeContents(of: source, place, excluded: (exclude.root, []), into: target)
            return
        }
        for name in try names(matching: part, in: source) {
            guard let status = try source.status(name) else { continue }
            let inside = enter(name, place)
            let rest = parts.dropFirst()
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                let folder = ContextTarget(name, in: target, like: status)
                if !inside.isIgnored { _ = try folder.folder() }
                try descend(rest, from: try source.folder(name), inside, into: folder)
                try folder.finish()
            case S_IFLNK where !rest.isEmpty || !inside.isIgnored:
                try follow(name, rest, from: source, inside, into: target)
            default:
                if rest.isEmpty, !inside.isIgnored { try writeFile(name, status, from: source, into: target) }
            }
        }
    }

    /// The names in `folder` that a part of a path means.
    private func names(matching part: [UInt8], in folder: Folder) throws(WorkspaceFailure) -> [[UInt8]] {
        guard let pattern = NamePattern(String(decoding: part, as: UTF8.self)) else { return [part] }
        return try folder.names().filter(pattern.matches)
    }

    /// A source that is a link stands for what it leads to, if that is within the context.
    private func follow(
        _ name: [UInt8], _ rest: ArraySlice<[UInt8]>, from source: Folder, _ place: Place, into target: ContextTarget
    ) throws(WorkspaceFailure) {
        let path = "\(source.path)/\(String(decoding: name, as: UTF8.self))"
        var status = stat()
        guard stat(path, &status) == 0, let real = realpath(path, nil) else { return }
        defer { free(real) }
        let resolved = String(cString: real)
        guard (resolved + "/").hasPrefix(root == "/" ? root : "\(root)/") else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            let folder = ContextTarget(name, in: target, like: status)
            _ = try folder.folder()
            try descend(rest, from: try Folder.open(resolved), place, into: folder)
            try folder.finish()
        } else if rest.isEmpty {
            let parent = String(resolved[..<(resolved.lastIndex(of: "/") ?? resolved.startIndex)])
            let fileName = Array(resolved.utf8.suffix(resolved.utf8.count - parent.utf8.count - 1))
            try writeFile(fileName, as: name, status, from: try Folder.open(parent), into: target)
        }
    }

    private func enter(_ name: [UInt8], _ place: Place) -> Place {
        let path = place.path.isEmpty ? name : place.path + [UInt8(ascii: "/")] + name
        let (isIgnored, matches) = ignored.leavesOut(path, in: place.ignored)
        return Place(path: path, ignored: matches, isIgnored: isIgnored)
    }

    /// Writes what is in a folder; `excluded` is what it matches of `exclude`, and its path below the copied folder.
    private func writeContents(
        of source: Folder, _ place: Place, excluded: (matches: PathPatterns.Matches, path: [UInt8]),
        into target: ContextTarget
    ) throws(WorkspaceFailure) {
        for name in try source.names() {
            guard let status = try source.status(name) else { continue }
            let inside = enter(name, place)
            let path = excluded.path.isEmpty ? name : excluded.path + [UInt8(ascii: "/")] + name
            let (isExcluded, matches) = exclude.leavesOut(path, in: excluded.matches)
            let isLeftOut = inside.isIgnored || isExcluded
            guard status.st_mode & S_IFMT == S_IFDIR else {
                if !isLeftOut { try writeFile(name, status, from: source, into: target) }
                continue
            }
            let mayHoldMore =
                (!inside.isIgnored || ignored.hasExceptions) && (!isExcluded || exclude.hasExceptions)
            guard !isLeftOut || mayHoldMore else { continue }
            let folder = ContextTarget(name, in: target, like: status)
            if !isLeftOut { _ = try folder.folder() }
            try writeContents(of: try source.folder(name), inside, excluded: (matches, path), into: folder)
            try folder.finish()
        }
    }

    /// Writes a file or link; a pipe, socket or device is left out.
    private func writeFile(
        _ name: [UInt8], as newName: [UInt8]? = nil, _ status: stat, from source: Folder, into target: ContextTarget
    ) throws(WorkspaceFailure) {
        let newName = newName ?? name
        switch status.st_mode & S_IFMT {
        case S_IFLNK:
            let folder = try target.folder()
            let link = try source.target(ofLink: name)
            let result = folder.named(link) { link in
                folder.named(newName) { symlinkat(link, folder.descriptor, $0) }
            }
            let times = [status.st_atim, status.st_mtim]
            let isDated = folder.named(newName) { utimensat(folder.descriptor, $0, times, AT_SYMLINK_NOFOLLOW) } == 0
            guard result == 0, isDated else { throw folder.failure(newName) }
        case S_IFREG:
            let folder = try target.folder()
            if sharesFiles, share(name, as: newName, from: source, in: folder) { return }
            try FileCopy.copy(name, status, from: source, as: newName, into: folder)
        default: break
        }
    }

    private func share(_ name: [UInt8], as newName: [UInt8], from source: Folder, in folder: Folder) -> Bool {
        source.named(name) { name in
            folder.named(newName) { linkat(source.descriptor, name, folder.descriptor, $0, 0) }
        } == 0
    }
}
