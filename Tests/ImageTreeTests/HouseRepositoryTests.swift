import CommandRunner
import ImageTree
import PipelineCore
import PipelineTestSupport
import Testing

/// A base image with packages of an archive that has a key of its own.
@Suite struct HouseRepositoryTests {
    /// The key is known to nothing but the definition, the archive has expired, and a pin asks for its older version.
    @Test(.timeLimit(.minutes(10)))
    func keysAndPinsCountInTheBuildAndStayInTheImage() async throws {
        try await withTemporaryFolder { folder in
            try await Self.makeRepository(in: folder)
            let text = """
                suite: bookworm
                name: house
                variant: apt
                sources: ["deb [signed-by=/etc/apt/keyrings/house.gpg check-valid-until=no] file://\(folder)/repository ./"]
                imageSources:
                  - deb http://deb.debian.org/debian bookworm main
                  - deb [signed-by=/etc/apt/keyrings/house.gpg] https://house.example/apt ./
                keyrings: [house.gpg]
                preferences: [house.pref]
                packages: [house-tool]
                """
            let definition = try BaseDefinition.parse(text.utf8, file: "house.yaml", folder: folder).definition
            let builder = BaseImageBuilder(runner: TestEnvironment.runner, cacheFolder: "\(folder)/cache")
            let base = try await builder.build(definition, now: 1_790_000_000) { _ in }
            let archive = base.rootFileSystem.archive
            #expect(base.packages.first { $0.name == "house-tool" }?.version == "1.0")
            let image = "\(folder)/image"
            try await Self.shell(
                "mkdir '\(image)' && tar -C '\(image)' -xf '\(archive)' ./etc ./usr/share/house-tool", folder)
            #expect(
                try read("\(image)/etc/apt/sources.list") == """
                    deb http://deb.debian.org/debian bookworm main
                    deb [signed-by=/etc/apt/keyrings/house.gpg] https://house.example/apt ./

                    """)
            #expect(try await Self.shell("cmp house.gpg image/etc/apt/keyrings/house.gpg", folder) == "")
            #expect(try read("\(image)/etc/apt/preferences.d/house.pref") == read("\(folder)/house.pref"))
            #expect(try read("\(image)/usr/share/house-tool/version") == "1.0\n")
            // Nothing tells where the archive lay.
            #expect(try await Self.shell("tar -tf '\(archive)' | grep -c '^./tmp/' || true", folder) == "1\n")
            #expect(try await Self.shell("grep -rl '\(folder)' image/etc || true", folder) == "")

            // Another key is another image.
            var other = definition
            other.keyrings = []
            #expect(try await builder.cached(definition, now: 1_790_000_000)?.digest == base.digest)
            #expect(try await builder.cached(other, now: 1_790_000_000) == nil)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func anExpiredArchiveAndAMissingKey() async throws {
        try await withTemporaryFolder { folder in
            try await Self.makeRepository(in: folder)
            let expired = try await Self.failure(
                "[signed-by=/etc/apt/keyrings/house.gpg]", "keyrings: [house.gpg]", folder)
            #expect(expired.code == .staleArchive)
            #expect(expired.operation == "build the base image" && expired.subject == "house")
            #expect(expired.details.contains { $0.contains("is expired (invalid since") })
            #expect(
                expired.hint
                    == "for an archive that stands still: `check-valid-until=no` in `mirrorOptions`, or in brackets in its source"
            )
            let unknown = try await Self.failure("[check-valid-until=no]", "", folder)
            #expect(unknown.code == .untrustedArchive)
            #expect(
                unknown.hint
                    == "install the archive's keys (apt-get install debian-archive-keyring), or name them in `keyrings`"
            )
        }
    }

    private static func failure(_ options: String, _ keys: String, _ folder: String) async throws -> BaseFailure {
        let text = """
            suite: bookworm
            name: house
            sources: ["deb \(options) file://\(folder)/repository ./"]
            \(keys)
            """
        let definition = try BaseDefinition.parse(text.utf8, file: "house.yaml", folder: folder).definition
        let builder = BaseImageBuilder(runner: TestEnvironment.runner, cacheFolder: "\(folder)/cache")
        return try await #require(throws: BaseFailure.self) {
            try await builder.build(definition, now: 1_790_000_000) { _ in }
        }
    }

    /// apt cannot be told a path with a blank, so the person has to choose another folder.
    @Test func aTemporaryFolderThatAptCannotRead() async throws {
        try await withTemporaryFolder { folder in
            try await Self.makeRepository(in: folder)
            let text = """
                suite: bookworm
                sources: ["deb [signed-by=/etc/apt/keyrings/house.gpg] file://\(folder)/repository ./"]
                keyrings: [house.gpg]
                """
            let definition = try BaseDefinition.parse(text.utf8, file: "house.yaml", folder: folder).definition
            try await Self.shell("mkdir 't m p'", folder)
            let variables = TestEnvironment.variables.merging(["TMPDIR": "\(folder)/t m p"]) { $1 }
            let builder = BaseImageBuilder(
                runner: CommandRunner(environment: variables), cacheFolder: "\(folder)/cache")
            let failure = try await #require(throws: BaseFailure.self) {
                try await builder.build(definition, now: 1_790_000_000) { _ in }
            }
            #expect(failure.description.hasPrefix("cannot have apt read keys in \(folder)/t m p/base-image-"))
            #expect(
                failure.hint
                    == "set TMPDIR to a folder whose path has letters, digits, and none but `-_.+~@:` of other characters"
            )
        }
    }

    /// A signed archive with two versions of a package, its key, and a pin on the older version.
    private static func makeRepository(in folder: String) async throws {
        try await shell(
            """
            export GNUPGHOME=$PWD/gpg
            mkdir -m 700 gpg; mkdir repository
            gpg --batch --quiet --passphrase '' --quick-gen-key 'House <house@example.org>' ed25519 sign
            gpg --batch --export >house.gpg
            printf 'Package: house-tool\\nPin: version 1.0\\nPin-Priority: 1001\\n' >house.pref
            for version in 1.0 2.0; do
                mkdir -p package/DEBIAN package/usr/share/house-tool
                printf 'Package: house-tool\\nVersion: %s\\nArchitecture: all\\nMaintainer: House <house@example.org>\\n' \\
                    $version >package/DEBIAN/control
                echo 'Description: a tool' >>package/DEBIAN/control
                echo $version >package/usr/share/house-tool/version
                deb=house-tool_${version}_all.deb
                dpkg-deb --build --root-owner-group package repository/$deb >/dev/null
                { dpkg-deb --field repository/$deb
                  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' $deb $(stat -c %s repository/$deb) \\
                    $(sha256sum repository/$deb | cut -d' ' -f1); } >>repository/Packages
            done
            cd repository
            { printf 'Origin: House\\nDate: Thu, 01 Jan 2026 00:00:00 UTC\\nValid-Until: Fri, 02 Jan 2026 00:00:00 UTC\\n'
              printf 'SHA256:\\n %s %s Packages\\n' $(sha256sum Packages | cut -d' ' -f1) $(stat -c %s Packages); } >Release
            gpg --batch --quiet --clearsign --output InRelease Release
            gpgconf --kill all
            """, folder)
    }

    @discardableResult
    private static func shell(_ script: String, _ folder: String) async throws -> String {
        var command = Command("bash", ["-euo", "pipefail", "-c", script])
        command.workingDirectory = folder
        let result = try await TestEnvironment.runner.capture(command)
        #expect(result.status.isSuccess, "\(result.standardError)")
        return result.standardOutput
    }
}
