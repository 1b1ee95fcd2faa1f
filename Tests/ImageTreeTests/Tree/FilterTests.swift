import Diagnostics
import ImageTree
import Testing

@Suite struct FilterTests {
    @Test(arguments: [
        ("{{ 'r/a:1.5' | upstream_version }}", "1.5"), ("{{ 'r/a:1.63.0-1' | upstream_version }}", "1.63.0"),
        ("{{ 'r:5000/a:1.63.0-1-20260816' | upstream_version }}", "1.63.0"),
        ("{{ 'a:v1.0-wmf1-20260816' | upstream_version }}", "v1.0"),
        ("{{ 'a:9.0.4-20260107.e9ce92c-20260816' | upstream_version }}", "9.0.4"),
        ("{{ 'root' | uid }} {{ 'somebody' | uid }}", "0 somebody"),
        ("{{ ['root', 'x'] | map('uid') | join(',') }} {{ ['x'] | map('image_tag') | first }}", "0,x x:1.0-1"),
        (
            "{{ 'a\nb  c' | apt_install }}",
            "apt-get update -q \\\n    && DEBIAN_FRONTEND=noninteractive \\\n    apt-get install -q --yes a b  c --no-install-recommends \\\n    && apt-get clean && rm -rf /var/lib/apt/lists/* "
        ),
        (
            "{{ 'a\nb' | apt_remove }}",
            "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get remove --yes --purge a\nb \\\n    && apt-get clean && rm -rf /var/lib/apt/lists/* "
        ),
    ])
    func results(_ template: String, _ expected: String) async throws {
        try await withTree { fixture in
            try fixture.image("x", template)
            #expect(try fixture.tree("apt_options: -q\n").text("x") == expected)
        }
    }

    @Test func baseImagesBesideTheNamespace() async throws {
        try await withTree { fixture in
            try fixture.image("x", "{{ 'base' | image_tag }} {{ 'other' | image_tag }} {{ 'x' | image_tag }}")
            let text = try fixture.tree(
                "registry: r.example\nnamespace: a/b\nbase_images: [r.example/a/base:1, r.example/other:2]\n"
            ).text("x")
            #expect(text == "r.example/a/base:1 r.example/other:2 r.example/a/b/x:1.0-1")
        }
    }

    @Test func removalWithAProxy() async throws {
        try await withTree { fixture in
            try fixture.image("x", "{{ 'a' | apt_remove }}")
            #expect(
                try fixture.tree("apt_only_proxy: P\n").text("x")
                    == "echo 'Acquire::http::Proxy \"P\";' > /etc/apt/apt.conf.d/80_proxy  && \\apt-get update && "
                    + "DEBIAN_FRONTEND=noninteractive apt-get remove --yes --purge a \\\n"
                    + "    && rm -f /etc/apt/apt.conf.d/80_proxy \\\n    && apt-get clean && rm -rf /var/lib/apt/lists/* "
            )
        }
    }

    @Test(arguments: [
        ("{{ 'a' | upstream_version }}", "1:10: error: upstream_version(a) -> no image name found in input"),
        ("{{ 'a:1_-2' | upstream_version }}", "1:15: error: Invalid version string '1_-2'"),
        ("{{ 'who' | add_user }}", "1:12: error: No mapping found for user 'who'"),
        ("{{ 5 | apt_install }}", "1:8: error: a text is needed here, not `5`"),
    ])
    func failures(_ template: String, _ message: String) async throws {
        try await withTree { fixture in
            try fixture.image("x", template)
            let error = #expect(throws: DiagnosticList.self) { try fixture.tree().text("x") }
            #expect(error?.description == "images/x/Dockerfile.template:\(message)")
        }
    }
}
