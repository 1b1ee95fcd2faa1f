import Diagnostics
import ImageTree
import PipelineTestSupport
import Testing

/// Keys and pins that lie beside a definition.
@Suite struct BaseDefinitionFilesTests {
    @Test func aHouseHasKeysAndPins() async throws {
        try await withTemporaryFolder { folder in
            try write("a key", to: "\(folder)/keys/house.gpg")
            try write("-----BEGIN PGP PUBLIC KEY BLOCK-----", to: "\(folder)/other.asc")
            try write("Package: *", to: "\(folder)/house.pref")
            let definition = try parse(
                """
                suite: trixie
                mirror: http://snapshot.example/debian/20260101T000000Z
                mirrorOptions: [check-valid-until=no, arch=amd64]
                sources: ["deb [signed-by=/usr/share/keyrings/house.gpg,0123ABCD] https://house.example/apt ./"]
                imageSources:
                  - deb [signed-by=/etc/apt/keyrings/house.gpg] https://house.example/apt ./
                  - deb [signed-by=/etc/apt/keyrings/other.asc arch=amd64] http://mirror.example/debian trixie main
                keyrings: [keys/house.gpg, "\(folder)/other.asc"]
                preferences: [house.pref]
                """, in: folder)
            #expect(
                definition.sources.map(\.line) == [
                    "deb [check-valid-until=no arch=amd64] http://snapshot.example/debian/20260101T000000Z trixie main",
                    "deb [signed-by=/usr/share/keyrings/house.gpg,0123ABCD] https://house.example/apt ./",
                ])
            #expect(
                definition.imageSources?.map(\.line) == [
                    "deb [signed-by=/etc/apt/keyrings/house.gpg] https://house.example/apt ./",
                    "deb [signed-by=/etc/apt/keyrings/other.asc arch=amd64] http://mirror.example/debian trixie main",
                ])
            #expect(
                definition.keyrings.map(\.path) == [
                    "/etc/apt/keyrings/house.gpg", "/usr/share/keyrings/house.gpg", "/etc/apt/keyrings/other.asc",
                ])
            #expect(definition.keyrings.first?.content == Array("a key".utf8))
            #expect(definition.preferences.map(\.path) == ["/etc/apt/preferences.d/house.pref"])
        }
    }

    @Test func filesThatAptWouldNotRead() async throws {
        try await withTemporaryFolder { folder in
            try write("-----BEGIN PGP PUBLIC KEY BLOCK-----", to: "\(folder)/text.gpg")
            try write("binary", to: "\(folder)/a/house.gpg")
            try write("binary", to: "\(folder)/house.gpg")
            let findings = try #require(
                failure(
                    """
                    suite: bookworm
                    sources: ["deb [signed-by=/etc/apt/keyrings/text.gpg] https://house.example/apt ./"]
                    keyrings:
                      - missing.gpg
                      - text.gpg
                      - house.gpg
                      - a/house.gpg
                      - house.key
                      - a
                    preferences: [pins.txt, gone]
                    """, in: folder))
            #expect(
                findings.description == """
                    base.yaml:4:5: error: keyrings[0]: cannot read `missing.gpg`: No such file or directory
                    base.yaml:5:5: error: keyrings[1] is a key as text: apt would not read it under the name `text.gpg`
                    base.yaml:6:5: error: keyrings[2], `house.gpg`, signs no source
                    base.yaml:7:5: error: keyrings[3]: there is a file `house.gpg` already
                    base.yaml:8:5: error: keyrings[4] must be the path of a file NAME.gpg or NAME.asc, not `house.key`
                    base.yaml:9:5: error: keyrings[5] must be the path of a file NAME.gpg or NAME.asc, not `a`
                    base.yaml:10:15: error: preferences[0] must be the path of a file that apt reads, NAME or NAME.pref, \
                    not `pins.txt`
                    base.yaml:10:25: error: preferences[1]: cannot read `gone`: No such file or directory
                    """)
            #expect(
                findings.sorted.prefix(3).map(\.hint) == [
                    "paths are taken from the definition's folder", "call it NAME.asc",
                    "name it in a source: deb [signed-by=/etc/apt/keyrings/house.gpg] …",
                ])
        }
    }

    private func parse(_ text: String, in folder: String) throws -> BaseDefinition {
        try BaseDefinition.parse(text.utf8, file: "base.yaml", folder: folder).definition
    }

    private func failure(_ text: String, in folder: String) -> DiagnosticList? {
        do throws(DiagnosticList) {
            _ = try BaseDefinition.parse(text.utf8, file: "base.yaml", folder: folder)
            return nil
        } catch {
            return error
        }
    }
}
