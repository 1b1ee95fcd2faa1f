internal import FoundationEssentials
internal import Glibc
internal import Ledger

/// A process, told apart from later ones that get its number.
struct ProcessIdentity {
    let host: String
    let pid: pid_t
    /// When the kernel started it, in clock ticks since the machine did.
    let start: String

    static let current = ProcessIdentity(host: hostName, pid: getpid(), start: startTime(of: getpid()) ?? "0")

    /// The name under which it carries out runs.
    var owner: RunOwner { RunOwner("\(host):\(pid):\(start)") }

    /// Whether the process behind a name is alive; those of other hosts count as alive.
    static func isAlive(_ owner: RunOwner) -> Bool {
        let parts = owner.text.split(separator: ":")
        guard parts.count == 3, let pid = pid_t(parts[1]) else { return false }
        return parts[0] != hostName || startTime(of: pid) == String(parts[2])
    }

    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The 22nd field of its `stat`; the second one is the program's name, which may hold anything.
    private static func startTime(of pid: pid_t) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/stat")) else { return nil }
        let fields = String(decoding: data, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 19 ? String(fields[19]) : nil
    }
}
