internal import GitWatcher
internal import Glibc
internal import PipelineCore

/// What the images of a folder are called in the engine's storage.
enum LocalName {
    /// The project's part of the name: that of the repository, and below its root the path of the folder; outside of
    /// repositories the folder's own name.
    static func project(of folder: String) async -> String {
        let path = realPath(folder)
        let ownName = String(path.split(separator: "/").last ?? "root")
        guard let repository = try? await GitRepository.discover(from: path), let workTree = repository.workTree,
            let project = try? await repository.projectName().full
        else { return ImageNaming.pathComponent(ownName) }
        let root = realPath(workTree)
        let below = path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : ""
        return ImageNaming.pathComponent(below.isEmpty ? project : "\(project)/\(below)")
    }

    private static func realPath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
