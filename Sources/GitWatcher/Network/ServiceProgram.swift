/// What is asked of the other side.
enum GitService: String, Sendable {
    /// To send objects here.
    case upload = "git-upload-pack"
    /// To take objects from here.
    case receive = "git-receive-pack"
}

/// The program that speaks for a repository.
enum ServiceProgram: Sendable, Hashable {
    /// `ssh`, with git's own program at its other end.
    case ssh(SSHCommand)
    /// git's own program, for a repository of this machine: libgit2 would write into it past its hooks, and past others who
    /// push at the same moment.
    case local(path: String)

    /// The program for a URL; `nil` where libgit2 speaks by itself.
    init?(_ remote: RemoteURL, _ service: GitService) {
        if let command = SSHCommand(remote) {
            self = .ssh(command)
        } else if remote.isLocal, service == .receive {
            let isURL = remote.path != remote.text
            self = .local(path: isURL ? Self.decoded(remote.path) : remote.path)
        } else {
            return nil
        }
    }

    /// The arguments, the program's own name first.
    func arguments(for service: GitService, credentials: GitCredentials?, connecting: Duration) -> [String] {
        switch self {
        case .ssh(let command): command.arguments(for: service, credentials: credentials, connecting: connecting)
        // What begins with a dash was refused with the URL.
        case .local(let path): ["git", String(service.rawValue.dropFirst("git-".count)), path]
        }
    }

    /// Variables that would send git's own program to another repository, as they do within a hook.
    var foreignVariables: Set<String> {
        guard case .local = self else { return [] }
        return [
            "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT",
            "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE",
            "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_SHALLOW_FILE",
            "GIT_COMMON_DIR", "GIT_QUARANTINE_PATH",
        ]
    }

    /// What the program's messages mean, `nil` if there are none.
    func failure(_ log: SSHLog, _ operation: Operation, knownHosts: String?) -> GitFailure? {
        switch self {
        case .ssh(let command): return log.failure(command, operation, knownHosts: knownHosts)
        case .local:
            let text = log.messages.joined(separator: "; ")
            if text.contains("dubious ownership") {
                return operation.failure(
                    .foreignOwner, "it belongs to another user than the one that this process runs as",
                    hint: "run `git config --global --add safe.directory PATH` if you trust it, or run as its owner")
            }
            if text.contains("does not appear to be a git repository") {
                return operation.failure(.noSuchRepository, text, hint: "check the path")
            }
            return text.isEmpty ? nil : operation.failure(.remoteUnavailable, text)
        }
    }

    /// The path of a `file://` URL.
    private static func decoded(_ path: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
