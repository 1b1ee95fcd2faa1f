import CommandRunner
import GitWatcher
import PipelineTestSupport
import Testing

@Suite struct TimeLimitTests {
    @Test(arguments: ["git", "http", "https", "ssh"])
    func doesNotWaitForASilentServer(scheme: String) async throws {
        let proxy = try StallingProxy(to: nil)
        defer { proxy.stop() }
        let remote = try GitRemote(
            url: "\(scheme)://127.0.0.1:\(proxy.port)/x.git",
            limits: NetworkLimits(silence: .milliseconds(200), whole: .seconds(60)))
        let failure = await failure { _ = try await remote.heads() }
        #expect(failure?.code == .timedOut)
        #expect(failure?.detail == "127.0.0.1:\(proxy.port) was silent for 200 ms")
    }

    @Test func boundsTheWhole() async throws {
        let proxy = try StallingProxy(to: nil)
        defer { proxy.stop() }
        let remote = try GitRemote(
            url: "git://127.0.0.1:\(proxy.port)/x.git", limits: NetworkLimits(whole: .milliseconds(100)))
        let failure = await failure { _ = try await remote.heads() }
        #expect(failure?.code == .timedOut)
        #expect(failure?.detail == "it was not done within 100 ms")
    }

    @Test func endsAtOnceWhenCancelled() async throws {
        let proxy = try StallingProxy(to: nil)
        defer { proxy.stop() }
        let remote = try GitRemote(url: "git://127.0.0.1:\(proxy.port)/x.git")
        let listing = Task { try await remote.heads() }
        listing.cancel()
        let failure = await failure { _ = try await listing.value }
        #expect(failure?.code == .cancelled)
    }

    @Test(arguments: [2000, 100_000])
    func doesNotWaitForAServerThatStopsInTheMiddleOfAFetch(bytes: Int) async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(
                """
                git init -q up; cd up; head -c 1000000 /dev/urandom > big; git add big; git commit -qm 1
                """)
            try await fixture.withDaemon { port in
                let proxy = try StallingProxy(to: port, answering: bytes)
                defer { proxy.stop() }
                let remote = try GitRemote(
                    url: "git://127.0.0.1:\(proxy.port)/up", limits: NetworkLimits(silence: .milliseconds(300)))
                let mirror = try await Mirror.open(at: "\(fixture.root)/mirror")
                let failure = await failure { _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true } }
                #expect(failure?.code == .timedOut)
                #expect(
                    failure?.description
                        == "cannot fetch from \(remote.url): 127.0.0.1:\(proxy.port) was silent for 300 ms")
                // The next fetch finds nothing half done.
                let direct = try GitRemote(url: "git://127.0.0.1:\(port)/up")
                _ = try await mirror.fetch(from: direct, now: 0) { _, _ in true }
                let result = try await fixture.shell(
                    "git -C mirror fsck --full --strict --no-progress 2>&1 | { grep -v fsyncObjectFiles || true; }; git -C mirror rev-parse main"
                )
                let expected = try await fixture.shell("git -C up rev-parse main")
                #expect(result == expected)
            }
        }
    }
}
