/// Paths in a file are relative to the file's folder.
package enum AbsolutePath {
    /// `path` without `.` and `..` components, below `folder` unless it is absolute.
    package static func resolve(_ path: String, in folder: String) -> String {
        var components: [Substring] = []
        for component in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") where component != "."
        {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }
}
