import Clibgit2
import Glibc

/// One connected socket that waits no longer than its exchange may.
final class SocketIO {
    let descriptor: Int32
    private let watch: ExchangeWatch

    /// Takes over a socket that does not block.
    init(adopting descriptor: Int32, watch: ExchangeWatch) {
        self.descriptor = descriptor
        self.watch = watch
    }

    deinit { close(descriptor) }

    /// Connects to the first address of a host that answers; `nil` leaves a message with libgit2.
    static func connect(host: String, port: String, watch: ExchangeWatch) -> SocketIO? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, port, &hints, &found)
        guard status == 0 else {
            setMessage("cannot find the address of \(host): \(String(cString: gai_strerror(status)))")
            return nil
        }
        defer { freeaddrinfo(found) }
        var reason = "it has no address"
        var next = found
        while let address = next?.pointee {
            next = address.ai_next
            switch open(address, watch) {
            case .success(let descriptor): return SocketIO(adopting: descriptor, watch: watch)
            case .failure(let error): reason = error.reason
            }
            guard watch.mayGoOn() else { break }
        }
        setMessage("cannot connect to \(host):\(port): \(reason)")
        return nil
    }

    private struct ConnectionError: Error {
        let reason: String
    }

    private static func open(_ address: addrinfo, _ watch: ExchangeWatch) -> Result<Int32, ConnectionError> {
        let kind = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ai_family, kind, address.ai_protocol)
        guard descriptor >= 0 else { return .failure(ConnectionError(reason: systemMessage(errno))) }
        var error: Int32 = 0
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) != 0 {
            error = errno
            if error == EINPROGRESS {
                guard watch.wait(for: .writable, on: descriptor, connecting: true) else {
                    close(descriptor)
                    return .failure(ConnectionError(reason: "no answer"))
                }
                var length = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
            }
        }
        guard error == 0 else {
            close(descriptor)
            return .failure(ConnectionError(reason: systemMessage(error)))
        }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        return .success(descriptor)
    }

    /// Reads what is there, at least a byte; 0 at the end, negative after an error.
    ///
    /// - Parameters:
    ///   - other: A further descriptor to wait for.
    ///   - drain: Called when `other` can be read.
    func read(
        into buffer: UnsafeMutableRawPointer, count: Int, or other: Int32 = -1, drain: () -> Void = {}
    ) -> Int {
        while true {
            let received = recv(descriptor, buffer, count, 0)
            if received >= 0 { return received }
            let error = errno
            guard error == EAGAIN || error == EINTR else {
                setMessage("reading from the server failed: \(systemMessage(error))")
                return -1
            }
            guard watch.wait(for: .readable, on: descriptor, or: other) else {
                setMessage("the server does not answer")
                return -1
            }
            drain()
        }
    }

    /// Writes at least a byte; negative after an error.
    func write(_ bytes: UnsafeRawPointer, count: Int) -> Int {
        while true {
            let sent = send(descriptor, bytes, count, Int32(MSG_NOSIGNAL))
            if sent >= 0 { return sent }
            let error = errno
            guard error == EAGAIN || error == EINTR else {
                setMessage("writing to the server failed: \(systemMessage(error))")
                return -1
            }
            guard watch.wait(for: .writable, on: descriptor) else {
                setMessage("the server does not read")
                return -1
            }
        }
    }
}

/// What the system calls an error.
func systemMessage(_ error: Int32) -> String { String(cString: strerror(error)) }

/// Leaves a message for the caller of libgit2, as its own code does.
func setMessage(_ text: String) { git_error_set_str(Int32(GIT_ERROR_NET.rawValue), text) }
