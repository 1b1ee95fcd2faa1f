import Clibgit2

/// The sockets of libgit2's own transports: git, http, and what lies below https.
final class SocketStream {
    private let host: String
    private let port: String
    private let watch: ExchangeWatch
    private var socket: SocketIO?

    private init(host: String, port: String) {
        self.host = host
        self.port = port
        watch = ExchangeWatch.current ?? ExchangeWatch(limits: NetworkLimits())
    }

    /// Makes libgit2 open its sockets here, in the whole process.
    static func register() -> Int32 {
        var registration = git_stream_registration()
        registration.version = GIT_STREAM_VERSION
        registration.`init` = { out, host, port in
            guard let out, let host, let port else { return -1 }
            out.pointee = SocketStream(host: String(cString: host), port: String(cString: port)).exported()
            return 0
        }
        return git_stream_register(GIT_STREAM_STANDARD, &registration)
    }

    /// A stream in libgit2's form, which keeps the receiver until it is freed.
    private func exported() -> UnsafeMutablePointer<git_stream> {
        let box = UnsafeMutablePointer<clibgit2_stream>.allocate(capacity: 1)
        var stream = git_stream()
        stream.version = GIT_STREAM_VERSION
        stream.connect = { SocketStream.of($0)?.connect() ?? -1 }
        stream.read = { stream, buffer, count in
            guard let buffer else { return -1 }
            return SocketStream.of(stream)?.socket?.read(into: buffer, count: count) ?? -1
        }
        stream.write = { stream, bytes, count, _ in
            guard let bytes else { return -1 }
            return SocketStream.of(stream)?.socket?.write(bytes, count: count) ?? -1
        }
        stream.close = { stream in
            SocketStream.of(stream)?.socket = nil
            return 0
        }
        stream.free = { SocketStream.free($0) }
        box.initialize(to: clibgit2_stream(stream: stream, owner: Unmanaged.passRetained(self).toOpaque()))
        return UnsafeMutableRawPointer(box).assumingMemoryBound(to: git_stream.self)
    }

    private func connect() -> Int32 {
        socket = SocketIO.connect(host: host, port: port, watch: watch)
        return socket == nil ? -1 : 0
    }

    private static func box(_ stream: UnsafeMutablePointer<git_stream>?) -> UnsafeMutablePointer<clibgit2_stream>? {
        stream.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: clibgit2_stream.self) }
    }

    private static func of(_ stream: UnsafeMutablePointer<git_stream>?) -> SocketStream? {
        box(stream)?.pointee.owner.map { Unmanaged<SocketStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func free(_ stream: UnsafeMutablePointer<git_stream>?) {
        guard let box = box(stream) else { return }
        if let owner = box.pointee.owner { Unmanaged<SocketStream>.fromOpaque(owner).release() }
        box.deinitialize(count: 1)
        box.deallocate()
    }
}
