import Diagnostics
import FoundationEssentials
import ImageTree
import PipelineTestSupport
import Testing

/// A tree with the habits of trees that were made for docker-pkg: nothing of it may behave otherwise here.
@Suite struct ImportCheckTests {
    private static let configuration = """
        registry: docker-registry.example.org
        username:
        password:
        seed_image: docker-registry.example.org/bookworm:latest
        base_images:
          - docker-registry.example.org/bullseye:latest
          - docker-registry.example.org/bookworm:latest
          - docker-registry.example.org/trixie:latest
        apt_only_proxy: 'http://apt-proxy.example.org:8080'
        scan_workers: 16
        fallback_author: Image maintainers
        fallback_email: images@example.org
        distribution: wikimedia
        update_id: s
        ca_bundle: /etc/ssl/certs/ca-certificates.crt
        known_uid_mappings: {root: 0, www-data: 33, nobody: 65534, mcrouter: 950}
        verify_command: /bin/bash
        verify_args: ['-c', '{path}/test.sh {image}']
        container_limits: memory=4g,cpushares=512

        """

    /// Each row: folder, name, version, control, template.
    private static let images: [(String, String, String, String?, String)] = [
        (
            "golang/1.22", "golang1.22", "1.22-20260816", "Package: golang\nMaintainer: A <a@example.org>\n",
            """
            FROM {{ "bookworm" | image_tag }}
            {% set packages|replace('\\n', ' ') -%}
            gcc
            git
            golang-1.22
            {%- endset -%}

            ENV PATH=/usr/lib/go-1.22/bin:$PATH
            RUN {{ packages | apt_install }} && ln -s /usr/lib/go-1.22/bin/go /usr/bin/go
            USER {{ "nobody" | uid }}

            """
        ),
        // Two paragraphs by a stray blank line, fields in other letters, and a list that goes on below.
        (
            "envoy", "envoy", "1.23.10-2-s3-20260816",
            "Package: envoy\n \nMaintainer: A <a@example.org>\nbuild-depends: golang1.22,\n# a remark\n  node-base,\n",
            """
            {% set version = 'v' ~ '1.23' ~ '.10' %}
            {# built where there is a compiler
               {{ and nothing of this is evaluated }}
            #}
            FROM {{ "golang1.22" | image_tag }} AS build
            ARG VERSION={{ "envoy" | image_tag | upstream_version }}
            RUN echo {{ version }} ${VERSION:+x} {a,b} \\
                && true
            FROM {{ "node-base" | image_tag }}
            USER root
            {% if apt_only_proxy %}{% set unused = "a \\
              b" %}{% endif %}
            COPY --from=build /bin/true /bin/envoy
            COPY entrypoint.sh /
            USER 101

            """
        ),
        (
            "envoy/future", "envoy-future", "1.35.2-1-20260816", "Package: envoy\nDepends: envoy\n",
            "FROM {{ \"envoy\" | image_tag }}\nCOPY entrypoint.sh monitoring /\nUSER {{ 'www-data'|uid }}"
        ),
        (
            "node/base", "node-base", "0.0.1-s2", "Package: other-name\n",
            """
            FROM {{  registry }}/bookworm:latest
            {% set names = [
              'ca-certificates',
              'nodejs'
            ] | join(' ') %}
            RUN {{ names + ' ' + "npm" | apt_install }} && {{ "mcrouter" | add_user }}
            # http_proxy={{ http_proxy}}
            USER {{ "nobody" | uid }}


            """
        ),
        ("scratch", "tiny", "gfx90agfx942rocm7.0.0-3", nil, "FROM scratch\nCOPY changelog /\n"),
    ]

    private static func write(_ fixture: TreeFixture) throws {
        for (folder, name, version, control, template) in images {
            let history = (1...3).map { number in
                "\n\(name) (0.0.\(number)) wikimedia; urgency=low\n\n  * Ältere Version.\n\n"
                    + " -- Ä. Mäintainer <a@example.org>  Sun,  4 Jan 2026 19:00:34 +0000\n"
            }
            let first = TreeFixture.changelog(name, version, distribution: "wikimedia")
            try fixture.file("\(folder)/changelog", first + history.joined())
            try fixture.file("\(folder)/Dockerfile.template", template)
            if let control { try fixture.file("\(folder)/control", control) }
        }
        try fixture.file("common/monitoring/check.sh", "#!/bin/sh\n")
        try fixture.file("envoy/entrypoint.sh", "#!/bin/sh\n")
        try fixture.file("envoy/.dockerignore", "# tests\nfuture\n*.md\n")
        try fixture.file(
            "envoy/test.sh",
            "#!/bin/bash\nset -e\n# docker build would not be needed\nDOCKER=docker\nout=$(docker run --rm \"$1\" --version)\n"
        )
        for (link, target) in [
            ("envoy/future/entrypoint.sh", "../entrypoint.sh"), ("envoy/future/monitoring", "../../common/monitoring"),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(fixture.folder)/\(link)", withDestinationPath: target)
        }
    }

    @Test func nothingIsReported() async throws {
        try await withTree { fixture in
            try Self.write(fixture)
            let (configuration, warnings) = try TreeConfiguration.parse([
                .init(Array(Self.configuration.utf8), file: "config.yaml")
            ])
            #expect(warnings.diagnostics == [])
            let tree = try ProductionTree(at: fixture.folder, path: "images", configuration: configuration)
            #expect(tree.warnings.diagnostics == [], "\(tree.warnings)")
            #expect(ImportCheck(tree).differences.diagnostics == [])
            #expect(tree.order == ["golang1.22", "node-base", "tiny", "envoy", "envoy-future"])
            #expect(tree.images["envoy"]?.parents == ["golang1.22", "node-base"])
            #expect(
                tree.images.mapValues(\.definition.labelText).values.sorted()
                    == [
                        "envoy-future:1.35.2-1-20260816", "envoy:1.23.10-2-s3-20260816", "golang1.22:1.22-20260816",
                        "node-base:0.0.1-s2", "tiny:gfx90agfx942rocm7.0.0-3",
                    ].map { "docker-registry.example.org/\($0)" })
        }
    }
}
