internal import Diagnostics
internal import Hashing
internal import OCI

extension DockerfilePrinter {
    mutating func run(_ step: RunStep) -> String {
        var mounts = step.mounts.map(mount)
        if options.caBundle, !step.isPrivate { mounts.append(Self.bundleMount) }
        let head = (["RUN"] + mounts).joined(separator: " ")
        let removal = step.removes.isEmpty ? "" : "rm -f \(step.removes.map(Shell.quoted).joined(separator: " "))\n"
        switch step.action {
        case .generated(let text), .shell(let text):
            if text.utf8.count > Self.longestArgument { reportTooLong("command", step) }
            return "\(head) \(Self.command(removal + text))"
        case .script(let text) where options.dialect.hereDocuments && removal.isEmpty:
            return head + " " + DockerfileText.hereDocument(text, word: "BLUBBER_SCRIPT")
        case .script(let text):
            if text.utf8.count > Self.longestScript { reportTooLong("script", step) }
            return "\(head) \(Self.portableScript(text, after: removal))"
        }
    }

    private static let bundleMount =
        "--mount=type=secret,id=\(CABundle.secretID),target=\(CABundle.path),mode=0444"

    /// What Linux takes as one argument, less some room.
    private static let longestArgument = 120_000
    /// What Linux takes as all arguments of a program, less some room for its environment.
    private static let longestScript = 1_500_000

    private mutating func reportTooLong(_ name: String, _ step: RunStep) {
        report(
            "too-long", "the `\(name)` is longer than this engine can pass to a shell", at: step.location,
            hint: "put the text into a file, list that in `requirements` and call it")
    }

    /// Shell form where the text means there what it says, else exec form.
    static func command(_ text: String) -> String {
        isPlain(text) ? text : DockerfileText.json(["/bin/sh", "-c", text])
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, !"[#- \t".utf8.contains(first) else { return false }
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\\"): return false
            case UInt8(ascii: "<") where previous == byte: return false
            default: previous = byte
            }
        }
        return true
    }

    /// The script as a file of its own for the time of the step, so that its interpreter line counts.
    ///
    /// Not on a mount: Docker 20.10 leaves the folders that it makes as mount points in the image. In pieces: Linux takes
    /// 128 KiB as one argument, and more than that as several.
    private static func portableScript(_ text: String, after removal: String) -> String {
        let program = """
            \(removal)d=/tmp/\(SHA256.hex(of: text.utf8)); rm -rf $d && mkdir $d && printf %s "$@" >$d/script && \
            chmod 0555 $d/script && $d/script; status=$?; rm -rf $d; exit $status
            """
        return DockerfileText.json(["/bin/sh", "-c", program, "script"] + text.pieces(ofAtMost: longestArgument))
    }

    private func mount(_ mount: Mount) -> String {
        var options: [String]
        switch mount {
        case .bind(let bind):
            options = ["type=bind"]
            switch bind.from {
            case .context: break
            case .stage(let name): options.append("from=\(name)")
            case .image(let image): options.append("from=\(image.reference)")
            }
            if let source = bind.source { options.append("source=\(source)") }
            options += ["target=\(bind.destination)", "rw"]
        case .cache(let cache):
            // To wait for the other step keeps it from this one's files, too.
            let isPrivate = cache.access == .private && !self.options.dialect.privateCaches
            let access = isPrivate ? CacheMount.Access.locked : cache.access
            options = ["type=cache", "target=\(cache.destination)", "id=\(cache.id)", "sharing=\(access.rawValue)"]
            // Older frontends take numbers only.
            let isModern = self.options.dialect.hereDocuments
            options += isModern ? ["uid=$LIVES_UID", "gid=$LIVES_GID"] : ["uid=\(cache.uid)", "gid=\(cache.gid)"]
        }
        return "--mount=" + options.joined(separator: ",")
    }
}

extension String {
    /// The text in pieces of at most `limit` bytes of UTF-8; one empty piece for an empty text.
    fileprivate func pieces(ofAtMost limit: Int) -> [String] {
        guard utf8.count > limit else { return [self] }
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        var size = 0
        for scalar in unicodeScalars {
            let length = UTF8.width(scalar)
            if size + length > limit {
                pieces.append(String(piece))
                (piece, size) = (String.UnicodeScalarView(), 0)
            }
            piece.append(scalar)
            size += length
        }
        return pieces + [String(piece)]
    }
}
