import CommandRunner
import ImageTree
import OCI
import PipelineCore
import PipelineTestSupport
import Testing

/// These run mmdebstrap against Debian's mirror, as a build of an image would.
@Suite struct BaseImageBuilderTests {
    private static let now = 1_790_000_000

    @Test(.timeLimit(.minutes(10)))
    func theSamePackagesGiveTheSameArchive() async throws {
        let definition = try BaseDefinition.parse(Fixture.bytes("pipelines/base/bookworm.yaml"), file: "", folder: "/")
            .definition
        try await withTemporaryFolder { folder in
            // Two hosts on two days, as far as one host can play them.
            let first = Self.builder("\(folder)/one", environment: ["LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo"])
            let second = Self.builder("\(folder)/two's", environment: ["HOME": folder, "HOSTNAME": "other"])
            async let one = first.build(definition, now: Self.now) { _ in }
            async let two = second.build(definition, now: Self.now + 86_400) { _ in }
            let (left, right) = try await (one, two)
            if left.digest != right.digest { Issue.record("\(try await Self.difference(left, right))") }
            #expect(left.rootFileSystem.labels == right.rootFileSystem.labels)
            #expect(left.tags == ["20260921", "latest"])
            #expect(right.tags == ["20260922", "latest"])
            try await Self.expectTidy(left)
            Self.expectConfiguration(left)
            try await Self.expectCache(first, holds: left, folder: "\(folder)/one")
        }
    }

    private static func expectTidy(_ base: BuiltBase) async throws {
        let archived = Set(try await tar(["tf", base.rootFileSystem.archive]))
        let unwanted = [
            "./etc/resolv.conf", "./etc/hostname", "./etc/passwd-", "./etc/shadow-", "./etc/group-", "./etc/gshadow-",
            "./var/cache/ldconfig/aux-cache", "./var/lib/dpkg/status-old", "./dev/null", "./pipeline-runner.packages",
            "./usr/share/doc/base-files/FAQ", "./var/log/dpkg.log", "./usr/sbin/usrmerge",
            "./var/cache/apt/pkgcache.bin",
        ]
        #expect(unwanted.filter(archived.contains) == [])
        let wanted = [
            "./etc/machine-id", "./usr/sbin/policy-rc.d", "./etc/ssl/certs/ca-certificates.crt", "./bin",
            "./usr/share/doc/bash/copyright", "./usr/share/man/man1/",
        ]
        #expect(wanted.filter { !archived.contains($0) } == [])
        let emptied = ["./var/log/", "./var/lib/apt/lists/", "./usr/share/man/", "./tmp/", "./run/", "./dev/"]
        let left = archived.filter { path in
            emptied.contains(where: path.hasPrefix) && !path.hasSuffix("/") && !path.hasSuffix("/lock")
        }
        #expect(left == [])
        let listing = try await tar(["tvf", base.rootFileSystem.archive, "./etc/machine-id", "./usr/sbin/policy-rc.d"])
        #expect(listing.first?.hasPrefix("-rw-r--r-- 0/0               0 ") == true)
        #expect(listing.last?.hasPrefix("-rwxr-xr-x 0/0              19 ") == true)
        let sources = try await tar(["xOf", base.rootFileSystem.archive, "./etc/apt/sources.list"])
        #expect(sources.filter { !$0.isEmpty } == base.definition.sources.map(\.line))
    }

    private static func expectConfiguration(_ base: BuiltBase) {
        #expect(base.release.hasPrefix("12."))
        #expect(base.packages.contains { $0.name == "base-files" && $0.version.hasPrefix("12.4+deb12") })
        #expect(base.packages.contains { $0.name == "ca-certificates" && $0.architecture == "all" })
        #expect(base.packages.map(\.name) == base.packages.map(\.name).sorted())
        #expect(
            base.rootFileSystem.environment == [
                "LANG=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ])
        #expect(base.rootFileSystem.command == ["/bin/bash"])
        #expect(base.rootFileSystem.labels[BaseLabel.generation] == "base")
        #expect(base.rootFileSystem.labels[Annotation.title] == "bookworm")
        #expect(base.rootFileSystem.labels[Annotation.version] == base.release)
        #expect(base.rootFileSystem.labels[BaseLabel.rootFileSystem] == base.digest.text)
    }

    /// The build is found on its day and for its definition only, and not once it is damaged.
    private static func expectCache(_ builder: BaseImageBuilder, holds base: BuiltBase, folder: String) async throws {
        let found = try #require(try await builder.cached(base.definition, now: now))
        #expect(found.digest == base.digest)
        #expect(found.packages == base.packages)
        #expect(found.rootFileSystem.labels == base.rootFileSystem.labels)
        #expect(try await builder.cached(base.definition, now: now + 86_400) == nil)
        var other = base.definition
        other.packages.append("git")
        #expect(try await builder.cached(other, now: now) == nil)
        _ = try await CommandRunner(environment: TestEnvironment.variables).capture(
            Command("truncate", ["-s", "-512", base.rootFileSystem.archive]))
        #expect(try await builder.cached(base.definition, now: now) == nil)
        #expect(try Fixture.paths(in: folder).count { $0.hasSuffix("/rootfs.tar") } == 1)
    }

    @Test func anUnknownSuite() async throws {
        try await expectFailure(
            BaseDefinition(suite: "bookwrm"),
            """
            cannot find suite `bookwrm` at http://deb.debian.org/debian
              help: check the spelling of the suite; an old release may have moved to http://archive.debian.org
            """, code: .unknownSuite)
    }

    @Test func aMirrorThatDoesNotAnswer() async throws {
        let text = "suite: bookworm\nmirror: http://127.0.0.1:9/debian\n"
        try await expectFailure(
            try BaseDefinition.parse(text.utf8, file: "", folder: "/").definition,
            """
            cannot reach the mirror http://127.0.0.1:9/debian
              E: Failed to fetch http://127.0.0.1:9/debian/dists/bookworm/InRelease  Could not connect to 127.0.0.1:9 \
            (127.0.0.1). - connect (111: Connection refused)
              E: Download Failed
              help: check the address, the network, and the variables http_proxy and no_proxy
            """, code: .mirrorUnreachable)
    }

    @Test func anUnknownPackage() async throws {
        var definition = BaseDefinition(suite: "bookworm")
        definition.packages = ["no-such-package"]
        definition.variant = .apt
        try await expectFailure(
            definition,
            """
            cannot build the base image bookworm
              E: Unable to locate package no-such-package
              help: check the spelling in `packages`, and that `components` and `sources` have it
            """, code: .unknownPackage)
    }

    @Test func mmdebstrapIsMissing() async throws {
        try await expectFailure(
            BaseDefinition(suite: "bookworm"), environment: ["PATH": "/nonexistent"],
            """
            cannot run mmdebstrap
              there is no such program
              help: install it: apt-get install mmdebstrap
            """, code: .toolMissing)
    }

    @Test(.timeLimit(.minutes(2)))
    func nothingIsLeftAfterCancellation() async throws {
        try await withTemporaryFolder { folder in
            let scratch = "\(folder)/tmp"
            _ = try await CommandRunner(environment: TestEnvironment.variables).capture(Command("mkdir", [scratch]))
            let builder = Self.builder("\(folder)/cache", environment: ["TMPDIR": scratch])
            let (lines, continuation) = AsyncStream.makeStream(of: String.self)
            let build = Task {
                try await builder.build(BaseDefinition(suite: "bookworm"), now: Self.now) {
                    continuation.yield($0.text)
                }
            }
            for await line in lines where line.contains("extracting archives") { break }
            build.cancel()
            await #expect(throws: CancellationError.self) { try await build.value }
            #expect(try Fixture.paths(in: folder) == ["cache", "cache/bookworm", "tmp"])
        }
    }

    private func expectFailure(
        _ definition: BaseDefinition, environment: [String: String] = [:], _ text: String, code: BaseFailure.Code
    ) async throws {
        try await withTemporaryFolder { folder in
            let builder = Self.builder("\(folder)/cache", environment: environment.merging(["TMPDIR": folder]) { $1 })
            let failure = try await #require(throws: BaseFailure.self) {
                try await builder.build(definition, now: Self.now) { _ in }
            }
            #expect(failure.description == text)
            #expect(failure.code == code)
            #expect(try Fixture.paths(in: folder) == ["cache", "cache/\(definition.name)"])
        }
    }

    private static func builder(_ cache: String, environment: [String: String]) -> BaseImageBuilder {
        let runner = CommandRunner(environment: TestEnvironment.variables.merging(environment) { $1 })
        return BaseImageBuilder(runner: runner, cacheFolder: cache)
    }

    /// The first entries of two archives that differ, for a failing test's reader.
    private static func difference(_ left: BuiltBase, _ right: BuiltBase) async throws -> String {
        let script = #"""
            list() { tar --full-time -tvf "$1"; tar -xf "$1" --to-command='echo "$(sha256sum) $TAR_REALNAME"'; }
            list "$1" >"$1.list"; list "$2" >"$2.list"; diff "$1.list" "$2.list" | head -n 30
            """#
        let archives = [left.rootFileSystem.archive, right.rootFileSystem.archive]
        return try await CommandRunner(environment: TestEnvironment.variables).capture(
            Command("bash", ["-c", script, "list"] + archives)
        ).standardOutput
    }

    private static func tar(_ arguments: [String]) async throws -> [String] {
        let runner = CommandRunner(environment: TestEnvironment.variables.merging(["TZ": "UTC"]) { $1 })
        let captured = try await runner.capture(Command("tar", arguments))
        #expect(captured.status.isSuccess, "\(captured.standardError)")
        return captured.standardOutput.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}
