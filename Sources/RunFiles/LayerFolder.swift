internal import Glibc
internal import PipelineCore

/// The files that one stage has copied out of containers, as a tree beside the checkout.
///
/// What comes out of a container is not trusted: no link in it is ever followed.
struct LayerFolder {
    let path: String

    /// What kind of file there is, as in `st_mode`, a link being a link; 0 if there is none.
    static func kind(of path: String) -> mode_t {
        var info = stat()
        return lstat(path, &info) == 0 ? info.st_mode & S_IFMT : 0
    }

    /// Moves a file or folder to `target` below the layer, into what is there already, and returns the paths of all files.
    func take(_ source: String, as target: String) throws(WorkspaceFailure) -> [String] {
        guard Self.kind(of: source) != 0 else {
            throw WorkspaceFailure(path: target, reason: "nothing came out of the container")
        }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST || makeParents() else {
            throw WorkspaceFailure(path: path, errno: errno)
        }
        var folder = path
        let components = target.split(separator: "/").map(String.init)
        for component in components.dropLast() {
            folder += "/\(component)"
            if Self.kind(of: folder) != S_IFDIR, mkdir(folder, 0o755) != 0 {
                throw WorkspaceFailure(path: target, reason: "`\(component)` is a file or a link, and not a folder")
            }
        }
        let destination = components.last.map { "\(folder)/\($0)" } ?? path
        var files: [String] = []
        try Self.move(source, to: destination, name: target, files: &files)
        return files
    }

    private func makeParents() -> Bool {
        var made = ""
        for component in path.split(separator: "/") {
            made += "/\(component)"
            guard mkdir(made, 0o755) == 0 || errno == EEXIST else { return false }
        }
        return true
    }

    private static func move(
        _ source: String, to target: String, name: String, files: inout [String]
    ) throws(WorkspaceFailure) {
        guard kind(of: source) == S_IFDIR else {
            if kind(of: target) == S_IFDIR {
                throw WorkspaceFailure(path: name, reason: "there is a folder where a file is to go")
            }
            guard rename(source, target) == 0 else { throw WorkspaceFailure(path: name, errno: errno) }
            files.append(name)
            return
        }
        if kind(of: target) != S_IFDIR, mkdir(target, 0o755) != 0 {
            throw WorkspaceFailure(path: name, reason: "there is a file or a link where a folder is to go")
        }
        for entry in try Folder.open(source).names() {
            let text = String(decoding: entry, as: UTF8.self)
            guard Array(text.utf8) == entry else {
                throw WorkspaceFailure(path: "\(name)/\(text)", reason: "the name of a copied file is not UTF-8")
            }
            try move(
                "\(source)/\(text)", to: "\(target)/\(text)", name: name.isEmpty ? text : "\(name)/\(text)",
                files: &files)
        }
    }

    /// Lets its owner into every folder of a tree: programs in containers set modes as they like.
    static func makeAccessible(_ folder: String) throws(WorkspaceFailure) {
        var info = stat()
        guard lstat(folder, &info) == 0 else { throw WorkspaceFailure(path: folder, errno: errno) }
        guard info.st_mode & S_IFMT == S_IFDIR else { return }
        if info.st_mode & 0o700 != 0o700, chmod(folder, info.st_mode & 0o7777 | 0o700) != 0 {
            throw WorkspaceFailure(path: folder, errno: errno)
        }
        for name in try Folder.open(folder).names() {
            let child = "\(folder)/\(String(decoding: name, as: UTF8.self))"
            if kind(of: child) == S_IFDIR { try makeAccessible(child) }
        }
    }

    /// The paths below `folder` that a pattern means, sorted; what is in a folder that is meant comes with it.
    static func paths(in folder: String, matching pattern: CopyPattern) -> [String] {
        var found: [String] = []
        func walk(_ components: [String]) {
            let path = ([folder] + components).joined(separator: "/")
            let names = ((try? Folder.open(path).names()) ?? []).map { String(decoding: $0, as: UTF8.self) }
            for name in names {
                let child = components + [name]
                if pattern.matches(child) {
                    found.append(child.joined(separator: "/"))
                } else if kind(of: "\(path)/\(name)") == S_IFDIR {
                    walk(child)
                }
            }
        }
        walk([])
        return found
    }

    /// Puts all that is in one folder over another: files take the place of files and links, folders are joined.
    static func overlay(_ source: Folder, on target: Folder) throws(WorkspaceFailure) {
        for name in try source.names() {
            guard let status = try source.status(name) else { continue }
            let present = try target.status(name)
            if status.st_mode & S_IFMT == S_IFDIR {
                if let present, present.st_mode & S_IFMT != S_IFDIR { try remove(name, from: target) }
                guard target.named(name, { mkdirat(target.descriptor, $0, 0o755) }) == 0 || errno == EEXIST else {
                    throw target.failure(name)
                }
                try overlay(try source.folder(name), on: try target.folder(name))
                continue
            }
            if let present {
                guard present.st_mode & S_IFMT != S_IFDIR else {
                    throw WorkspaceFailure(
                        path: String(decoding: name, as: UTF8.self), reason: "a copied file is a folder in the commit")
                }
                try remove(name, from: target)
            }
            let isLinked = source.named(name) { from in
                target.named(name) { linkat(source.descriptor, from, target.descriptor, $0, 0) }
            }
            guard isLinked == 0 else { throw target.failure(name) }
        }
    }

    private static func remove(_ name: [UInt8], from folder: Folder) throws(WorkspaceFailure) {
        guard folder.named(name, { unlinkat(folder.descriptor, $0, 0) }) == 0 else { throw folder.failure(name) }
    }
}
