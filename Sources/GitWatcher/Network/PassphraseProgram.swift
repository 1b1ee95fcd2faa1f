import CommandRunner
import Glibc

/// The program that `ssh` asks for a key's passphrase; gone when the receiver is.
///
/// The passphrase itself is in the environment only.
final class PassphraseProgram {
    private let folder: LockedFolder
    private var file: String { "\(folder.path)/askpass" }
    private static let name = "pipeline-runner-ssh"
    private static let variable = "PIPELINE_RUNNER_KEY_PASSPHRASE"

    /// Writes the program; `nil` leaves a message with libgit2.
    init?() {
        for folder in LockedFolder.abandoned(in: "/tmp", named: Self.name) { folder.remove() }
        guard let folder = LockedFolder.make(in: "/tmp", named: Self.name) else {
            setMessage("cannot make a folder in /tmp: \(systemMessage(errno))")
            return nil
        }
        self.folder = folder
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o700)
        let text = "#!/bin/sh\nprintf '%s\\n' \"$\(Self.variable)\"\n"
        let isWritten = write(descriptor, text, text.utf8.count) == text.utf8.count
        close(descriptor)
        guard isWritten else {
            setMessage("cannot write \(file): \(systemMessage(errno))")
            return nil
        }
    }

    deinit { folder.remove() }

    /// What makes `ssh` ask the program.
    func environment(passphrase: String) -> [String: String] {
        ["SSH_ASKPASS": file, "SSH_ASKPASS_REQUIRE": "force", Self.variable: passphrase]
    }
}
