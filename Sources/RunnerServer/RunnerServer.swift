internal import FlyingFox
internal import FlyingSocks
internal import FoundationEssentials
internal import Glibc

/// One address that a daemon is spoken to at, over http: hooks, metrics, health.
public struct RunnerServer: Sendable {
    /// What is served.
    public enum Service: Sendable {
        /// `POST /hooks/REPOSITORY`.
        case hooks(HookPolicy)
        /// `GET /metrics`, `/healthz` and `/readyz`.
        case metrics(
            DaemonMetrics, queue: @Sendable () async throws -> [String: Int],
            reasonNotReady: @Sendable () async -> String?)
    }

    private let server: HTTPServer
    private let place: String

    /// Prepares to serve at an address.
    ///
    /// - Parameters:
    ///   - host: An IPv4 or IPv6 address, or `localhost`.
    ///   - port: The port; 0 for any that is free.
    /// - Throws: `ServerFailure` if `host` is none of these.
    public init(host: String, port: Int, services: [Service]) async throws(ServerFailure) {
        place = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let address: any SocketAddress
        do {
            let number = UInt16(truncatingIfNeeded: port)
            address =
                host.contains(":")
                ? try sockaddr_in6.inet6(ip6: host, port: number)
                : try sockaddr_in.inet(ip4: host == "localhost" ? "127.0.0.1" : host, port: number)
        } catch {
            throw ServerFailure(place: place, reason: "`\(host)` is no address: give an IP address")
        }
        var configuration = HTTPServer.Configuration(address: address, logger: .disabled)
        configuration.timeout = 30
        server = HTTPServer(config: configuration)
        for service in services { await add(service) }
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onListening: Called with the address, `127.0.0.1:8080`, as soon as connections are accepted.
    /// - Throws: `ServerFailure` if the address cannot be had.
    public func run(onListening: @escaping @Sendable (String) async -> Void) async throws(ServerFailure) {
        let server = server
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask {
                    try await server.waitUntilListening()
                    await onListening(Self.text(await server.listeningAddress))
                }
                for try await _ in group {}
            }
        } catch {
            if Task.isCancelled { return }
            throw ServerFailure(place: place, reason: Self.reason(error))
        }
    }

    private static func text(_ address: Socket.Address?) -> String {
        switch address {
        case .ip4(let host, let port): "\(host):\(port)"
        case .ip6(let host, let port): "[\(host)]:\(port)"
        case .unix(let path): path
        default: "its address"
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard case SocketError.failed(_, let number, _) = error else { return "\(error)" }
        return String(cString: strerror(number))
    }

    private func add(_ service: Service) async {
        switch service {
        case .hooks(let policy): await server.appendRoute("POST /hooks/*", to: HookHandler(policy: policy))
        case .metrics(let metrics, let queue, let reasonNotReady):
            await server.appendRoute("GET /metrics") { _ in
                let text = metrics.text(queue: try await queue())
                return HTTPResponse(
                    statusCode: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                    body: Data(text.utf8))
            }
            await server.appendRoute("GET /healthz") { _ in .text(.ok, "ok") }
            await server.appendRoute("GET /readyz") { _ in
                if let reason = await reasonNotReady() { return .text(.serviceUnavailable, reason) }
                return .text(.ok, "ready")
            }
        }
    }
}
