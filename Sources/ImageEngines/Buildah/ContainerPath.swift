internal import Glibc

/// Finds paths of a container in its mounted file system.
///
/// An image's symbolic links are hostile input: followed by the host's rules, an absolute one would lead to the host's
/// files.
struct ContainerPath {
    /// Where the container's file system is mounted.
    let root: String

    /// The host's path of a container's path; `nil` if there is no such file.
    ///
    /// Links on the way are followed inside the container, and so is the last component if the path ends in `/`.
    func resolve(_ path: String) -> String? {
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var resolved: [String] = []
        var links = 0
        while let component = pending.popLast() {
            if component == "." { continue }
            if component == ".." {
                _ = resolved.popLast()
                continue
            }
            let place = ([root] + resolved + [component]).joined(separator: "/")
            let isLast = pending.isEmpty && !path.hasSuffix("/")
            guard !isLast, let target = Self.linkTarget(place) else {
                resolved.append(component)
                continue
            }
            links += 1
            guard links <= 40 else { return nil }
            if target.hasPrefix("/") { resolved = [] }
            pending += target.split(separator: "/").map(String.init).reversed()
        }
        let place = ([root] + resolved).joined(separator: "/")
        var status = stat()
        return lstat(place, &status) == 0 ? place : nil
    }

    private static func linkTarget(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
