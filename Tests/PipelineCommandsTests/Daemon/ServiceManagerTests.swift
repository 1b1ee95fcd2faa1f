import Glibc
import PipelineTestSupport
import Testing

@testable import PipelineCommands

/// What systemd hears, by a socket like its own.
struct ServiceManagerTests {
    /// A datagram socket with the address `name`, of which a first `@` stands for a zero.
    private func listen(at name: String) throws -> CInt {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(name.utf8)
        if path.first == UInt8(ascii: "@") { path[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(status == 0)
        return descriptor
    }

    private func receive(_ descriptor: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? "" : String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test(arguments: ["file", "abstract"])
    func tellsItsState(kind: String) async throws {
        try await withTemporaryFolder { folder in
            let name = kind == "file" ? "\(folder)/notify" : "@\(folder)/notify"
            let descriptor = try listen(at: name)
            defer { close(descriptor) }
            let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "30000000"])
            #expect(manager.watchdogInterval == .seconds(10))
            manager.ready("watching 3 repositories")
            #expect(receive(descriptor) == "READY=1\nSTATUS=watching 3 repositories")
            manager.alive()
            #expect(receive(descriptor) == "WATCHDOG=1")
            manager.reloading()
            #expect(receive(descriptor).contains(/^RELOADING=1\nMONOTONIC_USEC=\d+$/))
            manager.stopping()
            #expect(receive(descriptor) == "STOPPING=1")
        }
    }

    @Test func withoutSystemdNothingHappens() {
        let manager = ServiceManager(environment: ["WATCHDOG_PID": "1", "WATCHDOG_USEC": "30000000"])
        #expect(manager.watchdogInterval == nil)
        manager.ready("x")
    }
}
