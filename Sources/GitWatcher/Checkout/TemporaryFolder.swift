import Glibc

/// Calls `body` with a fresh folder of mode 0700 below `parent` and removes it with everything in it afterwards.
func withTemporaryFolder(
    below parent: String, operation: Operation, _ body: (String) throws(GitFailure) -> Void
) throws(GitFailure) {
    guard let made = "\(parent)/.fetch-XXXXXX".withCString({ strdup($0) }) else { throw operation.writeFailure(errno) }
    defer { free(made) }
    guard mkdtemp(made) != nil else { throw operation.writeFailure(errno) }
    defer { removeEntry(made, below: AT_FDCWD) }
    try body(String(cString: made))
}

/// Removes the folder at an absolute path with everything in it; does nothing where there is none.
func removeTree(_ path: String) { removeEntry(path, below: AT_FDCWD) }

/// Removes a file, or a folder with everything in it; links are removed, not followed.
private func removeEntry(_ name: UnsafePointer<CChar>, below parent: Int32) {
    guard unlinkat(parent, name, 0) != 0 else { return }
    let folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0, let stream = fdopendir(folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { child in
                if strcmp(child, ".") != 0, strcmp(child, "..") != 0 { removeEntry(child, below: folder) }
            }
        }
    }
    unlinkat(parent, name, AT_REMOVEDIR)
}
