internal import Glibc
internal import PipelineCore

/// The files of a container that nobody else can read, as long as the container runs.
struct SecretMounts {
    /// What is mounted where, `FILE:PATH:ro`.
    private(set) var volumes: [String] = []

    /// Writes `files` into `folder`, which only this user can enter, for the container's user with the ID `owner`.
    init(_ files: [SecretFile], in folder: String, owner: uid_t) throws {
        for (index, file) in files.enumerated() {
            let path = "\(folder)/secret-\(index)"
            try FileSystem.replace(path, with: Array(file.contents.utf8), mode: 0o400)
            // Without the right to give a file away its user could not read it; others still cannot enter the folder.
            if owner != geteuid(), owner != 0 || geteuid() == 0, chown(path, owner, gid_t.max) != 0 {
                chmod(path, 0o444)
            }
            volumes.append("\(path):\(file.path):ro")
        }
    }

    /// The ID of the user that an image's configuration names; `accounts` gives the text of the image's `/etc/passwd`.
    static func userID(_ user: String, accounts: () async throws -> String) async throws -> uid_t {
        let name = user.prefix { $0 != ":" }
        if name.isEmpty { return 0 }
        if let number = uid_t(name) { return number }
        for line in try await accounts().split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            if fields.count > 2, fields[0] == name, let number = uid_t(fields[2]) { return number }
        }
        return 0
    }
}
