import OCI
import PipelineCore
import Testing

@Suite struct RegistryTests {
    @Test(arguments: [
        ("docker://registry.example.org", "docker://registry.example.org"),
        ("docker://registry.example.org/a/b", "docker://registry.example.org/a/b"),
        ("docker://registry.example.org/a//", "docker://registry.example.org/a"),
        ("docker://host:5000/", "docker://host:5000"), ("docker://localhost/prod", "docker://localhost/prod"),
        ("docker://127.0.0.1:5000/prod", "docker://127.0.0.1:5000/prod"),
        ("oci:/var/images", "oci:/var/images"), ("oci:/var/images//", "oci:/var/images"), ("oci:/", "oci:/"),
        ("oci:images", "oci:/home/me/images"), ("oci:./a b/", "oci:/home/me/./a b"),
    ])
    func parses(_ text: String, _ expected: String) throws {
        let registry = try Registry(text, currentFolder: "/home/me")
        #expect(registry.description == expected)
        #expect(try Registry(registry.description, currentFolder: "/") == registry)
    }

    private static let forms = "write `docker://HOST[:PORT]/PREFIX` or `oci:FOLDER`"

    @Test(arguments: [
        ("", "`` is no registry: \(forms)"),
        ("registry.example.org/a", "`registry.example.org/a` is no registry: \(forms)"),
        ("https://registry.example.org", "`https://registry.example.org` is no registry: \(forms)"),
        ("oci:", "`oci:` is no registry: `oci:` needs a folder whose path has no colon"),
        ("oci:/a:b", "`oci:/a:b` is no registry: `oci:` needs a folder whose path has no colon"),
    ])
    func refuses(_ text: String, _ message: String) {
        let error = #expect(throws: Registry.InvalidRegistry.self) { try Registry(text, currentFolder: "/home/me") }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        "docker://", "docker:///a", "docker://host", "docker://host/a", "docker://registry.example.org/A",
        "docker://registry.example.org/a:tag", "docker://host:port/a", "docker://-a.b/c", "docker://a.b/c d",
        "docker://a.b//c", "docker://a.b/c@sha256:0", "docker://user@a.b/c",
    ])
    func refusesHostsAndPrefixes(_ text: String) {
        let host = text.dropFirst("docker://".count).prefix { $0 != "/" }
        let error = #expect(throws: Registry.InvalidRegistry.self) { try Registry(text, currentFolder: "/home/me") }
        #expect(
            error?.description
                == "`\(text)` is no registry: `\(host)` is no host name with a dot or port, or the prefix "
                + "has capitals or other characters that image names may not have")
    }

    @Test func refusesAColonInTheCurrentFolder() {
        let error = #expect(throws: Registry.InvalidRegistry.self) { try Registry("oci:a", currentFolder: "/b:c") }
        #expect(error?.description == "`oci:a` is no registry: `oci:` needs a folder whose path has no colon")
    }

    @Test func givesDestinations() throws {
        let server = try Registry("docker://host:5000/prod", currentFolder: "/")
        let destination = try server.destination(name: "widgets", tag: "v1")
        #expect(destination.description == "docker://host:5000/prod/widgets:v1")
        #expect(destination.reference == "host:5000/prod/widgets:v1")
        #expect(server.fullName("widgets") == "host:5000/prod/widgets")
        let layout = try Registry("oci:images", currentFolder: "/home/me")
        #expect(try layout.destination(name: "widgets", tag: "v1").reference == "oci:/home/me/images:widgets:v1")
        #expect(layout.fullName("widgets") == "widgets")
    }

    @Test func refusesTagsAndNames() throws {
        let registry = try Registry("docker://host:5000", currentFolder: "/")
        let error = #expect(throws: InvalidReference.self) { try registry.destination(name: "widgets", tag: "a b") }
        #expect(
            error?.description == "`host:5000/widgets:a b` is not an image reference: `a b` is not a tag: letters, "
                + "digits, `_`, `.` and `-`, at most 128, not beginning with `.` or `-`")
        #expect(throws: InvalidReference.self) { try registry.destination(name: "a b", tag: "1") }
        #expect(throws: InvalidReference.self) { try registry.destination(name: "", tag: "1") }
    }
}
