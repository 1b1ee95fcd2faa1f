internal import CommandRunner
internal import PipelineCore
internal import Synchronization

/// Separates what a container's program writes from what buildah itself writes to the same stream.
///
/// buildah reports every exit code but 0 at the end of standard error, as does its helper process with isolation
/// `chroot`; a program that ended by a signal is reported as exit code 1. Lines that may be such a report are held back
/// until another line, or the end, shows what they are.
final class BuildahRunOutput: Sendable {
    private static let signs = [
        "exit status ", "subprocess exited ", "container exited on ", "process failed to start with error: ",
        "error running container: ", "did not get container create message",
    ]
    private static let signals = [
        "hangup": 1, "interrupt": 2, "quit": 3, "illegal instruction": 4, "trace/breakpoint trap": 5, "aborted": 6,
        "bus error": 7, "floating point exception": 8, "killed": 9, "user defined signal 1": 10,
        "segmentation fault": 11, "user defined signal 2": 12, "broken pipe": 13, "alarm clock": 14, "terminated": 15,
    ]

    private let handler: OutputHandler
    private let held = Mutex<[String]>([])

    init(_ handler: @escaping OutputHandler) { self.handler = handler }

    func add(_ line: OutputLine) {
        guard line.stream == .standardError else { return handler(line) }
        if Self.signs.contains(where: { line.text.contains($0) }) {
            let overflow = held.withLock { held -> String? in
                held.append(line.text)
                return held.count > 8 ? held.removeFirst() : nil
            }
            if let overflow { handler(OutputLine(.standardError, overflow)) }
        } else {
            release()
            handler(line)
        }
    }

    /// The program's exit code, or 128 and its signal; `nil` if it was not buildah's program that failed but buildah.
    /// What remains held back is the program's own and goes out.
    func finish(_ status: ExitStatus) -> Int32? {
        guard case .exited(let code) = status else {
            release()
            return nil
        }
        guard code != 0 else {
            release()
            return 0
        }
        var result: Int32? = code
        held.withLock { held in
            guard
                Self.takeEnd(&held, "Error: while running runtime: exit status \(code)")
                    || Self.takeEnd(&held, "Error: exit status \(code)")
            else {
                result = nil
                return
            }
            while Self.takeEnd(&held, "subprocess exited with status \(code)") {}
            if code == 1, let signal = Self.takeSignal(&held) { result = 128 + signal }
        }
        release()
        return result
    }

    /// Why the program could not even be started, in the runtime's words; `nil` if it was.
    var startProblem: String? {
        held.withLock { held in
            for line in held {
                if let start = line.firstRange(of: "process failed to start with error: ") {
                    let rest = line[start.upperBound...]
                    return String(
                        rest[..<(rest.firstRange(of: "process exited with error")?.lowerBound ?? rest.endIndex)])
                }
                guard line.hasPrefix("error running container: from ") else { continue }
                let message = line.firstRange(of: "msg=\"").map { String(line[$0.upperBound...].dropLast()) } ?? line
                return message.replacing(#"\""#, with: "\"")
            }
            return nil
        }
    }

    /// Takes `text` from the end of the last line; a program's last line may lack its end and stand before it.
    private static func takeEnd(_ held: inout [String], _ text: String) -> Bool {
        guard let last = held.last, last.hasSuffix(text) else { return false }
        held.removeLast()
        if last.count > text.count { held.append(String(last.dropLast(text.count))) }
        return true
    }

    private static func takeSignal(_ held: inout [String]) -> Int32? {
        for (name, number) in signals {
            for report in ["subprocess exited on \(name)", "container exited on \(name)"] where takeEnd(&held, report) {
                return Int32(number)
            }
        }
        return nil
    }

    private func release() {
        let lines = held.withLock { held in
            defer { held = [] }
            return held
        }
        for line in lines { handler(OutputLine(.standardError, line)) }
    }
}
