internal import OCI

/// What is recorded about a root file system's archive, so that it need not be read again.
struct ArchiveSummary {
    let digest: Digest
    /// When the packages in it were last changed, in seconds since 1970.
    let created: Int
    /// Bytes.
    let size: Int

    init(digest: Digest, created: Int, size: Int) {
        self.digest = digest
        self.created = created
        self.size = size
    }

    /// Reads what `text` writes; `nil` for anything else.
    init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 3, let digest = Digest(String(words[0])), let created = Int(words[1]),
            let size = Int(words[2])
        else { return nil }
        self.init(digest: digest, created: created, size: size)
    }

    /// Digest, time and size on one line.
    var text: String { "\(digest) \(created) \(size)\n" }
}
