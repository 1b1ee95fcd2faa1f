/// The submodules that a commit's `.gitmodules` declares.
///
/// libgit2 reads configuration only from files, and follows `include.path` out of them; this reads bytes and nothing else.
struct GitModules {
    struct Declaration {
        var name: String
        /// As bytes, because Swift's strings equate different spellings of one letter.
        var path: [UInt8]?
        var url: String?
    }

    private(set) var declarations: [Declaration] = []

    /// Parses git's configuration syntax; sections of other names are skipped.
    init(_ bytes: [UInt8]) throws(InvalidGitModules) {
        var reader = ConfigReader(bytes)
        while let entry = try reader.next() {
            guard entry.section == "submodule", let name = entry.subsection else { continue }
            var index = declarations.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } ?? declarations.endIndex
            if index == declarations.endIndex {
                declarations.append(Declaration(name: name))
                index = declarations.endIndex - 1
            }
            switch entry.key {
            case "path": declarations[index].path = Self.withoutSlash(entry.value)
            case "url": declarations[index].url = String(decoding: entry.value, as: UTF8.self)
            default: break
            }
        }
    }

    /// The declaration for a path of the tree.
    func declaration(at path: [UInt8]) -> Declaration? {
        declarations.first { $0.path == path }
    }

    private static func withoutSlash(_ path: [UInt8]) -> [UInt8] {
        path.last == UInt8(ascii: "/") ? path.dropLast() : path
    }
}

extension GitModules.Declaration {
    /// Whether the name can be a path below `.git/modules`; names with `..` were used to write elsewhere.
    var hasSafeName: Bool {
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        return parts.allSatisfy { !["", ".", ".."].contains($0) }
    }
}

/// Why a `.gitmodules` cannot be read.
struct InvalidGitModules: Error, Hashable {
    let line: Int
    let reason: String
}
