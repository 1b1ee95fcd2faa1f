internal import Glibc
internal import PipelineCore

/// The copy of a file with its mode and times.
enum FileCopy {
    /// Takes over the file's blocks by reference where the file system can do that.
    static func copy(_ name: [UInt8], _ status: stat, from source: Folder, as newName: [UInt8], into folder: Folder)
        throws(WorkspaceFailure)
    {
        let input = source.named(name) { openat(source.descriptor, $0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
        guard input >= 0 else { throw source.failure(name) }
        defer { close(input) }
        let output = folder.named(newName) {
            openat(folder.descriptor, $0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard output >= 0 else { throw folder.failure(newName) }
        defer { close(output) }
        let times = [status.st_atim, status.st_mtim]
        guard transfer(from: input, to: output), fchmod(output, status.st_mode & 0o7777) == 0,
            futimens(output, times) == 0
        else { throw folder.failure(newName) }
    }

    /// `FICLONE` of `linux/fs.h`, a macro that is not imported.
    private static let clone: UInt = 0x4004_9409

    /// Whether all could be copied; else `errno` says why not.
    private static func transfer(from input: CInt, to output: CInt) -> Bool {
        if ioctl(output, clone, input) == 0 { return true }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count == 0 { return true }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            var rest = buffer[..<count]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return false }
                rest = rest.dropFirst(written)
            }
        }
    }
}
