internal import Glibc

/// The copy of an image's folder that its build sees.
///
/// Symbolic links are replaced by what they lead to, as long as that is inside of the tree.
struct BuildContext {
    /// The tree's folder, with its own links followed.
    private let root: String
    private let ignored: [[GlobPattern]]
    private let ignoredHidden: [[Bool]]

    /// Prepares a copy of `folder`, whose `.dockerignore` is read here; `root` is the tree's folder.
    init(of folder: String, root: String) throws(TreeFailure) {
        guard let resolved = TreeFile.resolved(root) else { throw .definition("there is no folder \(root)") }
        self.root = resolved
        var lines: [[Substring]] = []
        if TreeFile.exists("\(folder)/.dockerignore") {
            guard let text = try? TreeFile.text("\(folder)/.dockerignore", name: ".dockerignore") else {
                throw .definition("\(folder)/.dockerignore cannot be read")
            }
            for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") && !line.isBlank {
                lines.append(line.trimmed.split(separator: "/", omittingEmptySubsequences: false))
            }
        }
        ignored = lines.map { $0.map { GlobPattern(String($0)) } }
        ignoredHidden = lines.map { $0.map { $0.hasPrefix(".") } }
    }

    /// Copies `folder` to `destination`, which must not exist.
    func copy(_ folder: String, to destination: String) throws(TreeFailure) {
        try copyFolder(folder, to: destination, path: [], ancestors: [TreeFile.resolved(folder) ?? folder])
    }

    /// Goes through `folder` as a copy does, and copies nothing.
    func check(_ folder: String) throws(TreeFailure) {
        try copyFolder(folder, to: nil, path: [], ancestors: [TreeFile.resolved(folder) ?? folder])
    }

    private func copyFolder(_ folder: String, to destination: String?, path: [String], ancestors: [String])
        throws(TreeFailure)
    {
        if let destination, mkdir(destination, 0o755) != 0 { throw Self.failure("make", destination) }
        guard let entries = TreeFile.entries(of: folder) else { throw Self.failure("read", folder) }
        for entry in entries where !isIgnored(path + [entry.name]) {
            let source = "\(folder)/\(entry.name)"
            let target = destination.map { "\($0)/\(entry.name)" }
            var ancestors = ancestors
            if entry.isLink {
                guard let resolved = TreeFile.resolved(source) else {
                    throw .definition("the link \(source) leads nowhere")
                }
                guard resolved.hasPrefix("\(root)/") else {
                    throw .definition("the link \(source) leads out of the tree, to \(resolved)")
                }
                guard !ancestors.contains(where: { $0 == resolved || $0.hasPrefix("\(resolved)/") }) else {
                    throw .definition("the link \(source) leads to a folder that holds it")
                }
                ancestors.append(resolved)
            }
            if TreeFile.isFolder(source) {
                try copyFolder(source, to: target, path: path + [entry.name], ancestors: ancestors)
            } else if let target {
                try Self.copyFile(source, to: target)
            }
        }
        if let destination { Self.copyTimes(of: folder, to: destination) }
    }

    /// Whether a line of `.dockerignore` matches: `*` stays within a name and does not match a dot at its beginning.
    private func isIgnored(_ path: [String]) -> Bool {
        zip(ignored, ignoredHidden).contains { patterns, hidden in
            patterns.count == path.count
                && zip(zip(patterns, hidden), path).allSatisfy { pattern, name in
                    (pattern.1 || !name.hasPrefix(".")) && pattern.0.matches(name)
                }
        }
    }

    private static func copyFile(_ source: String, to target: String) throws(TreeFailure) {
        let input = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard input >= 0 else { throw failure("read", source) }
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .definition("\(source) is neither a file nor a folder")
        }
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
        guard output >= 0 else { throw failure("write", target) }
        defer { close(output) }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = read(input, &buffer, buffer.count)
            guard count >= 0 else { throw failure("read", source) }
            if count == 0 { break }
            var written = 0
            while written < count {
                let step = buffer.withUnsafeBytes {
                    write(output, $0.baseAddress?.advanced(by: written), count - written)
                }
                guard step > 0 else { throw failure("write", target) }
                written += step
            }
        }
        fchmod(output, status.st_mode & 0o777)
        copyTimes(of: source, to: target)
    }

    /// The engine's cache goes by the times of files, too.
    private static func copyTimes(of source: String, to target: String) {
        var status = stat()
        guard stat(source, &status) == 0 else { return }
        let times = [status.st_atim, status.st_mtim]
        _ = utimensat(AT_FDCWD, target, times, 0)
    }

    private static func failure(_ operation: String, _ path: String) -> TreeFailure {
        .other("cannot \(operation) \(path): \(String(cString: strerror(errno)))")
    }
}
