internal import FoundationEssentials
internal import Glibc
public import PipelineCore

extension CheckoutWorkspace {
    /// Makes the checkout's files at `paths` what they are below `workTree`: copies those that are there, removes the rest.
    ///
    /// - Throws: `WorkspaceFailure` naming the file that cannot be copied.
    public func overlay(_ paths: [String], from workTree: String) throws(WorkspaceFailure) {
        for path in Set(paths) {
            let (source, target) = ("\(workTree)/\(path)", "\(checkout)/\(path)")
            do {
                if exists(target) { try FileManager.default.removeItem(atPath: target) }
                guard exists(source) else { continue }
                let parent = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
                try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
                try FileManager.default.copyItem(atPath: source, toPath: target)
            } catch {
                throw WorkspaceFailure(path: path, fileError: error)
            }
        }
    }

    /// Whether there is a file, a folder, or a link that may dangle.
    private func exists(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }
}
