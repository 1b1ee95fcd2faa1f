internal import Glibc

/// Puts entries before those of several changelogs: into all of them or into none.
///
/// Each file is written anew beside the old one, which it replaces in one step; what it held is kept to the byte, and
/// so are its mode and, as far as the user may, its owner.
struct ChangelogWriter {
    private struct Draft {
        let path: String
        /// The new file, under a name of its own.
        let file: String
        let old: FileContent
    }

    private var drafts: [Draft] = []

    /// Writes all entries.
    ///
    /// - Throws: `UpdateFailure`; what was replaced by then is put back.
    mutating func write(_ entries: [TreeUpdate.Entry]) throws(UpdateFailure) {
        do throws(BaseFailure) {
            for entry in entries { try prepare(entry) }
        } catch {
            for draft in drafts { unlink(draft.file) }
            throw UpdateFailure(cause: error, changed: [])
        }
        for (index, draft) in drafts.enumerated() where rename(draft.file, draft.path) != 0 {
            let cause = FileContent.failure("replace", draft.path, errno)
            for rest in drafts[index...] { unlink(rest.file) }
            throw UpdateFailure(cause: cause, changed: drafts[..<index].filter { !Self.putBack($0) }.map(\.path))
        }
    }

    private mutating func prepare(_ entry: TreeUpdate.Entry) throws(BaseFailure) {
        let path = TreeFile.resolved(entry.path) ?? entry.path
        let old = try FileContent(at: path)
        let text = Self.adding(entry.text, to: old.bytes)
        drafts.append(Draft(path: path, file: try old.draft(of: text, beside: path), old: old))
    }

    private static func putBack(_ draft: Draft) -> Bool {
        do throws(BaseFailure) {
            let file = try draft.old.draft(of: draft.old.bytes, beside: draft.path)
            guard rename(file, draft.path) != 0 else { return true }
            unlink(file)
        } catch {}
        return false
    }

    /// The entry comes before the first one; what stands before that stays there.
    static func adding(_ entry: String, to bytes: [UInt8]) -> [UInt8] {
        let heading = (try? Changelog(String(decoding: bytes, as: UTF8.self), file: ""))?.headingLine ?? 0
        var start = 0
        for _ in 0..<heading { start = (bytes[start...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1 }
        return bytes[..<start] + Array(entry.utf8) + bytes[start...]
    }
}
