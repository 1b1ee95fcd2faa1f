import FoundationEssentials
import Testing

@testable import ImageTree

@Suite struct PackageListTests {
    @Test func aDocumentThatScannersRead() throws {
        let list = PackageList(
            name: "bookworm", release: "12.11", created: "2026-07-11T10:16:37Z",
            packages: InstalledPackage.list("bash\t5.2.15-2+b8\tamd64\ntzdata\t1:2025b~1\tall\n"))
        #expect(
            list.cycloneDX == #"{"bomFormat":"CycloneDX","components":["#
                + #"{"name":"bash","purl":"pkg:deb/debian/bash@5.2.15-2%2Bb8?arch=amd64&distro=debian-12.11","type":"library","version":"5.2.15-2+b8"},"#
                + #"{"name":"tzdata","purl":"pkg:deb/debian/tzdata@1%3A2025b~1?arch=all&distro=debian-12.11","type":"library","version":"1:2025b~1"}],"#
                + #""metadata":{"component":{"name":"bookworm","type":"container","version":"12.11"},"timestamp":"2026-07-11T10:16:37Z"},"#
                + #""specVersion":"1.5","version":1}"#)
        struct Document: Decodable {
            let specVersion: String
        }
        #expect(try JSONDecoder().decode(Document.self, from: Data(list.cycloneDX.utf8)).specVersion == "1.5")
    }
}
