import Clibgit2
import Glibc

/// A running program, `ssh` or git's own, that speaks for a git service over one socket.
///
/// `ssh` and not libssh2: it knows the user's agent and configuration, and RSA keys that today's servers accept.
final class SSHProcess {
    let socket: SocketIO
    private let errors: Int32
    private let process: pid_t
    private var isOver = false
    /// What it wrote to standard error, the beginning of it.
    private(set) var errorBytes: [UInt8] = []
    private static let mostErrorBytes = 256 << 10

    /// Starts the program in the environment of this process with `variables` set and others removed; `nil` leaves a message
    /// with libgit2.
    init?(
        arguments: [String], setting variables: [String: String], removing removed: Set<String>, watch: ExchangeWatch
    ) {
        var ends: [Int32] = [-1, -1]
        var errorEnds: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            setMessage("cannot make a socket: \(systemMessage(errno))")
            return nil
        }
        guard socketpair(AF_UNIX, kind, 0, &errorEnds) == 0 else {
            setMessage("cannot make a socket: \(systemMessage(errno))")
            ends.forEach { close($0) }
            return nil
        }
        // The other end blocks, as a program expects of its standard input.
        for mine in [ends[0], errorEnds[0]] { _ = fcntl(mine, F_SETFL, fcntl(mine, F_GETFL) | O_NONBLOCK) }
        var child: pid_t = 0
        let environment = environment(setting: variables, removing: removed)
        let status = Self.spawn(arguments, environment, stdio: ends[1], errors: errorEnds[1], &child)
        close(ends[1])
        close(errorEnds[1])
        socket = SocketIO(adopting: ends[0], watch: watch)
        errors = errorEnds[0]
        process = child
        guard status == 0 else {
            isOver = true
            let (name, package) = (arguments[0], arguments[0] == "ssh" ? "openssh-client" : "git")
            setMessage("cannot start \(name): \(systemMessage(status)); install \(package)")
            return nil
        }
    }

    deinit {
        end()
        close(errors)
    }

    /// Takes in what the program wrote to standard error so far.
    func drainErrors() {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = Glibc.read(errors, &chunk, chunk.count), count > 0 {
            let room = Self.mostErrorBytes - errorBytes.count
            errorBytes += chunk.prefix(min(count, room))
        }
    }

    var errorDescriptor: Int32 { errors }

    /// Waits for the end of standard error, which is that of the program; only for one that has closed its socket.
    func drainToTheEnd(watch: ExchangeWatch) {
        var byte: UInt8 = 0
        while watch.wait(for: .readable, on: errors) {
            let count = Glibc.read(errors, &byte, 1)
            if count == 0 || count < 0 && errno != EAGAIN { return }
            if count == 1 { errorBytes.append(byte) }
            drainErrors()
        }
    }

    /// Ends the program, and whatever it started.
    func end() {
        guard !isOver else { return }
        isOver = true
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String], stdio: Int32, errors: Int32, _ child: inout pid_t
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in [(stdio, 0), (stdio, 1), (errors, 2)] as [(Int32, Int32)] {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own: no terminal to ask on, and one group to end. glibc shows the flag to GNU sources only.
        let newSession: Int32 = 0x80
        posix_spawnattr_setflags(&attributes, Int16(newSession | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let program = arguments[0]
        return withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawnp(&child, program, &actions, &attributes, arguments, environment)
            }
        }
    }
}

private func environment(setting variables: [String: String], removing removed: Set<String>) -> [String] {
    var entries = variables.map { "\($0.key)=\($0.value)" }
    var next = clibgit2_environment()
    while let entry = next?.pointee {
        let text = String(cString: entry)
        let name = String(text.prefix { $0 != "=" })
        if variables[name] == nil, !removed.contains(name) { entries.append(text) }
        next = next?.successor()
    }
    return entries
}

/// Calls `body` with copies of `strings`, ended by a null pointer.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var copies = strings.map { strdup($0) } + [nil]
    defer { copies.forEach { free($0) } }
    return copies.withUnsafeMutableBufferPointer { buffer in
        // An array of at least one element has an address.
        guard let base = buffer.baseAddress else { preconditionFailure("no room for a null pointer") }
        return body(base)
    }
}
