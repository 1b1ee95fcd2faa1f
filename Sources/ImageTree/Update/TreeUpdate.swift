public import Diagnostics
internal import OCI

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
                    hint: Self.near(name, tree.order).map { "did you mean `\($0)`?" }))
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
            if let problem = Self.problem(of: new, for: image) {
                findings.append(problem)
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
            notes: ["before the counter there may be digits, dots and hyphens, and a counter has at most 18 digits"],
            hint: "write this image's entry by hand, or update it alone with --version")
    }

    /// docker-pkg takes a name for the end of one, so an image that ends so was meant rather than a similar one.
    private static func near(_ name: String, _ names: [String]) -> String? {
        names.first { !name.isEmpty && $0.hasSuffix(name) } ?? nearMatch(to: name, among: names)
    }

    /// Why an image cannot have the version `new` next: it is none, not newer, or no registry takes it for a tag.
    private static func problem(of new: String, for image: ImageDefinition) -> Diagnostic? {
        func finding(_ message: String, notes: [String] = []) -> Diagnostic {
            Diagnostic(
                code: "update.version", message, at: image.versionLocation,
                length: image.version.text.unicodeScalars.count, notes: notes)
        }
        guard !new.contains(where: \.isWhitespace) else {
            return finding("`\(new)` is not a Debian version: a version has no blanks")
        }
        guard let version = DebianVersion(new) else {
            return finding(
                "`\(new)` is not a Debian version",
                notes: ["letters, digits, `.`, `+`, `~`, `-` and, behind an epoch, `:`"])
        }
        guard version > image.version else {
            return finding("`\(new)` is no version that is newer than `\(image.version)`")
        }
        // Behind the version, the label has the suffix of builds that are no releases.
        let suffix = (image.label.tag ?? "").dropFirst(image.version.text.count)
        guard !ImageReference.isTag(new + suffix) else { return nil }
        return finding(
            "`\(new)\(suffix)` cannot be the tag of an image",
            notes: ["letters, digits, `_`, `.` and `-`, at most 128, not beginning with `.` or `-`"])
    }

    /// Writes all files or, where one cannot be written, none.
    ///
    /// - Throws: `UpdateFailure` with the file that could not be written.
    public func write() throws(UpdateFailure) {
        var writer = ChangelogWriter()
        try writer.write(entries)
    }
}

/// Text by line feeds alone.
enum PlainText {
    static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}
