internal import CommandRunner
internal import Glibc
internal import PipelineCore

/// A layout of its own inside a layout's folder, whose blobs are the outer one's.
///
/// Tools write an index without regard for readers and other writers; here they may. What they leave unfinished is inside
/// this folder and goes with it. A folder left by a process that was killed is removed by the next publication: its lock
/// is free.
final class LayoutStaging: Sendable {
    private static let prefix = ".staging-"

    let path: String
    private let descriptor: Int32

    init(layout: String) async throws {
        (path, descriptor) = try await FileLock.with("\(layout)/.lock") {
            Self.removeAbandoned(in: layout)
            var template = Array("\(layout)/\(Self.prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw FileSystem.failure("make a folder in", layout) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard symlink("../blobs", "\(path)/blobs") == 0 else { throw FileSystem.failure("write to", path) }
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw FileSystem.failure("lock", path)
            }
            return (path, descriptor)
        }
    }

    func remove() { FolderTree.remove(path) }

    deinit { close(descriptor) }

    private static func removeAbandoned(in layout: String) {
        for name in FolderTree.names(in: layout) where name.hasPrefix(prefix) {
            let descriptor = open("\(layout)/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { FolderTree.remove("\(layout)/\(name)") }
            close(descriptor)
        }
    }
}
