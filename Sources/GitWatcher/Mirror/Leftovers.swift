import Glibc

/// What a process that was killed leaves in a repository.
struct Leftovers {
    /// The bare repository.
    let folder: String

    /// Removes locks, and files of objects that were never finished. Nobody else may be writing.
    func remove() {
        endCollector()
        for name in names(in: folder) where name.hasSuffix(".lock") || name == "gc.pid" { unlink("\(folder)/\(name)") }
        removeLocks(below: "\(folder)/refs")
        for name in names(in: "\(folder)/objects/pack")
        where name.hasPrefix("pack_git2_") || name.hasPrefix("tmp_") || name.hasPrefix(".tmp-") {
            unlink("\(folder)/objects/pack/\(name)")
        }
        for fanOut in names(in: "\(folder)/objects") where fanOut.utf8.count == 2 {
            for name in names(in: "\(folder)/objects/\(fanOut)") where name.hasPrefix("tmp_") {
                unlink("\(folder)/objects/\(fanOut)/\(name)")
            }
        }
    }

    /// Ends a `git gc` that outlived the process that started it.
    private func endCollector() {
        guard let line = contents("\(folder)/gc.pid"), let process = pid_t(line.prefix { $0 != " " }), process > 1,
            let arguments = contents("/proc/\(process)/cmdline"), arguments.contains("git\0"),
            arguments.contains(folder)
        else { return }
        kill(-process, SIGKILL)
    }

    private func removeLocks(below folder: String) {
        for name in names(in: folder) {
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                removeLocks(below: path)
            } else if name.hasSuffix(".lock") {
                unlink(path)
            }
        }
    }

    private func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private func contents(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        return String(decoding: bytes.prefix(fread(&bytes, 1, bytes.count, file)), as: UTF8.self)
    }
}
