internal import Glibc

extension CommandContext {
    /// The root of the work tree that `folder`, an absolute path, is in; `nil` outside of repositories.
    func workTree(around folder: String) -> String? {
        var path = folder
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        while true {
            if access("\(path)/.git", F_OK) == 0 { return path }
            guard let parent = Self.parent(of: path) else { return nil }
            path = parent
        }
    }

    /// The folder that a person means by `path`: for `.`, where it has none of `names`, the nearest one above it that
    /// does and belongs to the same work tree; otherwise `path` itself.
    func folder(meantBy path: String, holding names: [String]) -> String {
        guard path == ".", let root = workTree(around: currentFolder) else { return path }
        var folder = currentFolder
        var way = "."
        while !names.contains(where: { access("\(folder)/\($0)", F_OK) == 0 }) {
            guard folder != root, let parent = Self.parent(of: folder) else { return path }
            folder = parent
            way = way == "." ? ".." : "../\(way)"
        }
        return way
    }

    private static func parent(of path: String) -> String? {
        guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
