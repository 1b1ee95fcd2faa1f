public import Diagnostics

/// New changelog entries for an image and everything that stands on it, so that the next build builds them anew.
public struct TreeUpdate: Sendable {
    /// Who writes the entries, and when.
    public struct Signature: Sendable {
        /// A person's name.
        public let name: String
        /// The address.
        public let mail: String
        /// The date in the form of changelogs: `Mon, 23 Nov 2026 19:00:34 +0000`.
        public let date: String

        /// Holds the three.
        public init(name: String, mail: String, date: String) {
            self.name = name
            self.mail = mail
            self.date = date
        }
    }

    /// One file's change.
    public struct Entry: Sendable {
        /// The short name.
        public let name: String
        /// The version until now.
        public let old: String
        /// The version from now on.
        public let new: String
        /// The entry, with the blank line behind it.
        public let text: String
        /// The changelog's absolute path.
        public let path: String
    }

    /// The changes in build order.
    public let entries: [Entry]

    /// Plans the update; nothing is written yet.
    ///
    /// - Parameters:
    ///   - name: an image's short name, or a shell pattern for several.
    ///   - reason: what the entries say; several lines are kept.
    ///   - version: the new version of the image itself; not with a pattern.
    /// - Throws: all findings: no such image, versions that cannot be raised or would not be new.
    public init(
        of name: String, in tree: ProductionTree, reason: String, version: String?, signature: Signature
    ) throws(DiagnosticList) {
        let isPattern = name.contains { "*?[".contains($0) }
        let glob = GlobPattern(name)
        let roots = Set(tree.order.filter { isPattern ? glob.matches($0) : $0 == name })
        var findings = DiagnosticList()
        if roots.isEmpty {
            findings.append(
                Diagnostic(
                    code: "update.no-image", "there is no image `\(name)` in the tree", at: nil,
                    hint: nearMatch(to: name, among: tree.order).map { "did you mean `\($0)`?" }))
        }
        if isPattern, version != nil {
            findings.append(
                Diagnostic(code: "update.version", "a version is for one image, and `\(name)` is a pattern", at: nil))
        }
        let bump = VersionBump(identifier: tree.configuration.updateID)
        var entries: [Entry] = []
        for dependant in tree.withDescendants(of: roots) {
            guard let image = tree.images[dependant]?.definition else { continue }
            let isRoot = dependant == name
            let old = image.version
            guard let new = isRoot ? version ?? bump.next(after: old.text) : bump.next(after: old.text) else {
                findings.append(Self.unraisable(image))
                continue
            }
            guard let parsed = DebianVersion(new), parsed > old else {
                findings.append(
                    Diagnostic(
                        code: "update.version", "`\(new)` is no version that is newer than `\(old)`",
                        at: image.versionLocation, length: old.text.unicodeScalars.count))
                continue
            }
            let lines = (isRoot ? [] : ["Refresh for update in parent image \(name):"]) + PlainText.lines(reason)
            let heading = "\(dependant) (\(new)) \(tree.configuration.distribution); urgency=high"
            let body = lines.map { "   \($0)\n" }.joined()
            let trailer = " -- \(signature.name) <\(signature.mail)>  \(signature.date)"
            entries.append(
                Entry(
                    name: dependant, old: old.text, new: new, text: "\(heading)\n\n\(body)\n\(trailer)\n\n",
                    path: "\(image.folder)/changelog"))
        }
        try findings.throwIfErrors()
        self.entries = entries
    }

    private static func unraisable(_ image: ImageDefinition) -> Diagnostic {
        Diagnostic(
            code: "update.version", "the version `\(image.version)` cannot be raised by a counter",
            at: image.versionLocation, length: image.version.text.unicodeScalars.count,
            notes: ["before the counter there may be digits, dots and hyphens"],
            hint: "write this image's entry by hand, or update it alone with --version")
    }

    /// Writes all files or, where one cannot be written, none.
    ///
    /// - Throws: `BaseFailure` with the file that could not be written.
    public func write() throws(BaseFailure) {
        var drafts: [(draft: String, path: String)] = []
        do throws(BaseFailure) {
            for entry in entries {
                let path = TreeFile.resolved(entry.path) ?? entry.path
                let old = try Folder.read(path)
                let draft = "\(path).new"
                Folder.remove(draft)
                drafts.append((draft, path))
                try Folder.write(Self.adding(entry.text, to: old), to: draft)
            }
        } catch {
            for (draft, _) in drafts { Folder.remove(draft) }
            throw error
        }
        for (draft, path) in drafts { _ = try Folder.move(draft, to: path) }
    }

    /// The entry comes before the first one; what stands before that stays there.
    static func adding(_ entry: String, to text: String) -> String {
        var lines = PlainText.lines(text)
        if lines.last != "" { lines.append("") }
        let index = (try? Changelog(text, file: ""))?.headingLine ?? 0
        let before = lines[..<index].map { "\($0)\n" }.joined()
        return before + entry + lines[index...].joined(separator: "\n")
    }
}

/// Text by line feeds alone.
enum PlainText {
    static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}
