internal import Foundation
internal import Synchronization

/// A server on loopback that hands connections on to another one and falls silent after some bytes of its answers.
public final class StallingProxy: Sendable {
    /// Its port.
    public let port: Int
    private let listener: Int32
    private let open = Mutex<[Int32]>([])

    /// Starts it.
    ///
    /// - Parameters:
    ///   - target: The port to connect to; `nil` accepts connections and says nothing.
    ///   - bytes: How many bytes of each connection's answer get through.
    public init(to target: Int?, answering bytes: Int = 0) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard status else { throw CocoaError(.fileReadUnknown) }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        Thread.detachNewThread { [weak self] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                guard let self else { break }
                self.open.withLock { $0.append(client) }
                if let target { self.serve(client, target: target, bytes: bytes) }
            }
        }
    }

    /// Ends all connections.
    public func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        open.withLock { for descriptor in $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }

    private func serve(_ client: Int32, target: Int, bytes: Int) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: UInt16(target))
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        open.withLock { $0.append(server) }
        Thread.detachNewThread { Self.copy(from: client, to: server, bytes: .max) }
        Thread.detachNewThread { Self.copy(from: server, to: client, bytes: bytes) }
    }

    private static func copy(from source: Int32, to target: Int32, bytes: Int) {
        var rest = bytes
        var buffer = [UInt8](repeating: 0, count: 4096)
        while rest > 0, case let count = recv(source, &buffer, min(buffer.count, rest), 0), count > 0 {
            rest -= count
            var sent = 0
            while sent < count {
                let step = buffer.withUnsafeBytes { bytes in
                    bytes.baseAddress.map { send(target, $0 + sent, count - sent, Int32(MSG_NOSIGNAL)) } ?? -1
                }
                guard step > 0 else { return }
                sent += step
            }
        }
        // The connection stays: that is the point.
        if rest > 0 { shutdown(target, Int32(SHUT_WR)) }
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
