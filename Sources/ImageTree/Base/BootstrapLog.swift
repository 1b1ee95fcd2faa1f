internal import PipelineCore
internal import Synchronization

/// Passes a tool's lines on and keeps the last ones, from which a failure is explained.
final class BootstrapLog: Sendable {
    private let kept = Mutex<[String]>([])
    private let output: OutputHandler

    init(output: @escaping OutputHandler) {
        self.output = output
    }

    func add(_ line: OutputLine) {
        // Progress that rewrites its line: only the last state counts.
        let text = line.text.split(separator: "\r").last.map(String.init) ?? ""
        let line = OutputLine(line.stream, text)
        // Both streams of the tool come from threads of their own; the handler is promised one call at a time.
        kept.withLock { lines in
            lines.append(line.text)
            if lines.count > 400 { lines.removeFirst(200) }
            output(line)
        }
    }

    /// The last `count` lines that are kept.
    func lastLines(_ count: Int) -> [String] { kept.withLock { $0.suffix(count) } }

    /// What the lines amount to, for the image called `name`.
    func failure(name: String) -> BaseFailure {
        let lines = kept.withLock { $0 }
        let errors = lines.filter { line in
            (line.hasPrefix("E: ") || line.hasPrefix("W: GPG error")) && !Self.echoes.contains(where: line.hasPrefix)
        }
        let cause = Cause.allCases.first { cause in
            lines.contains { line in cause.signs.contains(where: line.contains) }
        }
        let details = cause == nil || errors.isEmpty ? lines : errors
        return BaseFailure(
            cause?.code ?? .other, operation: "build the base image", subject: name, details: details, hint: cause?.hint
        )
    }

    /// Lines in which mmdebstrap says that it failed because something else did.
    private static let echoes = ["E: command failed: ", "E: setup failed", "E: mmdebstrap failed to run"]

    /// Known causes in the order in which they are looked for: one that brings about others comes first.
    private enum Cause: CaseIterable {
        case disk, packages, keys, age, namespaces, foreign

        var signs: [String] {
            switch self {
            case .disk: ["No space left on device"]
            case .packages: ["Unable to locate package", "has no installation candidate", " was not found"]
            case .keys: ["NO_PUBKEY", "EXPKEYSIG", "is not signed"]
            case .age: [" is expired (invalid since", " is not valid yet (invalid for"]
            case .namespaces: ["unable to pick chroot mode", "newuidmap", "unshare() failed", "/etc/subuid"]
            case .foreign: ["qemu", "Exec format error"]
            }
        }

        var code: BaseFailure.Code {
            switch self {
            case .disk: .diskFull
            case .packages: .unknownPackage
            case .keys: .untrustedArchive
            case .age: .staleArchive
            case .namespaces: .notPermitted
            case .foreign: .toolMissing
            }
        }

        var hint: String {
            switch self {
            case .disk:
                "free space in the cache folder and in TMPDIR; a base image takes about 500 MB while it is built"
            case .packages: "check the spelling in `packages`, and that `components` and `sources` have it"
            case .keys:
                "install the archive's keys (apt-get install debian-archive-keyring), or name them in `keyrings`"
            case .age:
                "for an archive that stands still: `check-valid-until=no` in `mirrorOptions`, or in brackets in its source"
            case .namespaces: "run as root, or install uidmap and give the user a range in /etc/subuid and /etc/subgid"
            case .foreign: "for another architecture than this host's: apt-get install qemu-user-static arch-test"
            }
        }
    }
}
