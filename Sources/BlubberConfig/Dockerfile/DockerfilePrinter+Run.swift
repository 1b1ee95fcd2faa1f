internal import OCI

extension DockerfilePrinter {
    mutating func run(_ step: RunStep) -> String {
        var mounts = step.mounts.map(mount)
        if options.caBundle { mounts.append(Self.bundleMount) }
        let head = (["RUN"] + mounts).joined(separator: " ")
        switch step.action {
        case .generated(let text), .shell(let text): return "\(head) \(Self.command(text))"
        case .script(let text) where options.dialect.hereDocuments:
            return head + " " + DockerfileText.hereDocument(text, word: "BLUBBER_SCRIPT")
        case .script(let text): return "\(head) \(Self.portableScript(text))"
        }
    }

    private static let bundleMount =
        "--mount=type=secret,id=\(CABundle.secretID),target=\(CABundle.path),mode=0444"

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
    /// Not on a mount: Docker 20.10 leaves the folders that it makes as mount points in the image.
    private static func portableScript(_ text: String) -> String {
        let program = """
            d=/tmp/\(SHA256.hex(of: text.utf8)); rm -rf $d && mkdir $d && printf %s "$1" >$d/script && \
            chmod 0555 $d/script && $d/script; status=$?; rm -rf $d; exit $status
            """
        return DockerfileText.json(["/bin/sh", "-c", program, "script", text])
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
            options = [
                "type=cache", "target=\(cache.destination)", "id=\(cache.id)", "sharing=\(cache.access.rawValue)",
            ]
            // The frontends without here-documents take numbers only.
            let isModern = self.options.dialect.hereDocuments
            options += isModern ? ["uid=$LIVES_UID", "gid=$LIVES_GID"] : ["uid=\(cache.uid)", "gid=\(cache.gid)"]
        }
        return "--mount=" + options.joined(separator: ",")
    }
}
