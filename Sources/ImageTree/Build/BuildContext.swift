internal import Glibc
internal import Hashing

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
        if mkdir(destination, 0o700) != 0 { throw Self.failure("make", destination) }
        try walk(folder) { source, path, isFolder throws(TreeFailure) in
            let target = "\(destination)/\(path)"
            if !isFolder { return try Self.copyFile(source, to: target) }
            if mkdir(target, 0o700) != 0 { throw Self.failure("make", target) }
        } leaving: { source, path in
            Self.copyMode(of: source, to: path.isEmpty ? destination : "\(destination)/\(path)")
        }
    }

    /// Goes through `folder` as a copy does, and copies nothing.
    func check(_ folder: String) throws(TreeFailure) {
        try walk(folder) { _, _, _ in
        } leaving: { _, _ in
        }
    }

    /// A digest of names, modes and contents of what a copy of `folder` would have, and of the Dockerfile.
    func digest(_ folder: String, dockerfile: String) throws(TreeFailure) -> String {
        var hash = SHA256()
        hash.update(dockerfile.utf8)
        try walk(folder) { source, path, isFolder throws(TreeFailure) in
            var status = stat()
            guard stat(source, &status) == 0 else { throw Self.failure("read", source) }
            hash.update("\0\(path)\0\(status.st_mode & 0o7777)\0".utf8)
            if !isFolder { try Self.read(source) { hash.update($0) } }
        } leaving: { _, _ in
        }
        return hash.finish().hexadecimal
    }

    /// Hands everything in `folder` to `entering`, folders before what is in them, and folders to `leaving` behind that: as the
    /// path of the source, and as the path in the copy.
    private func walk(
        _ folder: String, entering: (String, String, Bool) throws(TreeFailure) -> Void,
        leaving: (String, String) -> Void
    ) throws(TreeFailure) {
        try walk(folder, path: [], ancestors: [TreeFile.resolved(folder) ?? folder], entering, leaving)
    }

    private func walk(
        _ folder: String, path: [String], ancestors: [String],
        _ entering: (String, String, Bool) throws(TreeFailure) -> Void, _ leaving: (String, String) -> Void
    ) throws(TreeFailure) {
        guard let entries = TreeFile.entries(of: folder) else { throw Self.failure("read", folder) }
        for entry in entries where !isIgnored(path + [entry.name]) {
            let source = "\(folder)/\(entry.name)"
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
            let isFolder = TreeFile.isFolder(source)
            let path = path + [entry.name]
            try entering(source, path.joined(separator: "/"), isFolder)
            if isFolder { try walk(source, path: path, ancestors: ancestors, entering, leaving) }
        }
        leaving(folder, path.joined(separator: "/"))
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
        let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw failure("write", target) }
        defer { close(output) }
        try read(source) { chunk throws(TreeFailure) in
            var rest = chunk
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
                guard count > 0 else { throw failure("write", target) }
                rest = rest.dropFirst(count)
            }
        }
        copyMode(of: source, to: target)
    }

    private static func read(
        _ source: String, _ body: (ArraySlice<UInt8>) throws(TreeFailure) -> Void
    ) throws(TreeFailure) {
        let input = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard input >= 0 else { throw failure("read", source) }
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .definition("\(source) is neither a file nor a folder")
        }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Glibc.read(input, &buffer, buffer.count)
            guard count >= 0 else { throw failure("read", source) }
            if count == 0 { return }
            try body(buffer[..<count])
        }
    }

    /// Gives a copy the permissions of what it was made from, whatever this process's mask, and its times, by which the
    /// engine's cache goes, too.
    private static func copyMode(of source: String, to target: String) {
        var status = stat()
        guard stat(source, &status) == 0 else { return }
        chmod(target, status.st_mode & 0o7777)
        _ = utimensat(AT_FDCWD, target, [status.st_atim, status.st_mtim], 0)
    }

    private static func failure(_ operation: String, _ path: String) -> TreeFailure {
        .other("cannot \(operation) \(path): \(String(cString: strerror(errno)))")
    }
}
