import Diagnostics
import ImageTree
import Testing

/// Three images, base to tool, with every habit of templates that matters in practice.
@Suite struct WorkedExampleTests {
    static let configuration = """
        registry: registry.example
        base_images: ["registry.example/bookworm:latest"]
        apt_only_proxy: http://proxy.example:3142
        known_uid_mappings: {root: 0, nobody: 65534, reporter: 940}
        """

    static func write(_ tree: TreeFixture) throws {
        try tree.image(
            "base", version: "0.3",
            "FROM {{ \"bookworm\" | image_tag }}\nRUN {{ \"ca-certificates tzdata\" | apt_install }}\nUSER {{ \"nobody\" | uid }}\n"
        )
        try tree.image(
            "runtime", version: "3.11.2-1", depends: "base",
            """
            FROM {{ "base" | image_tag }}
            {% set packages|replace('\\n', ' ') -%}
            python3
            python3-venv
            {%- endset -%}

            USER {{ "root" | uid }}
            RUN {{ packages | apt_install }} \\
                && python3 --version
            USER {{ "nobody" | uid }}

            """)
        try tree.image(
            "tool", version: "1.4.0-2-20260105", depends: "runtime",
            """
            {% set prefix = '/opt/tool' %}
            {# built apart, so that pip stays out of the result #}
            FROM {{ "runtime" | image_tag }} as build
            ARG VERSION={{ "tool" | image_tag | upstream_version }}
            USER root
            RUN python3 -m venv {{ prefix }} && {{ prefix }}/bin/pip install "tool==$VERSION"

            FROM {{ "runtime" | image_tag }}
            USER root
            {% if http_proxy %}ENV TOOL_PROXY={{ http_proxy }}{% endif %}
            COPY --from=build {{ prefix }} {{ prefix }}
            RUN {{ "reporter" | add_user }}
            USER {{ "reporter" | uid }}
            ENTRYPOINT ["{{ prefix }}/bin/tool"]

            """)
    }

    @Test func rendersToTheByte() async throws {
        try await withTree { fixture in
            try Self.write(fixture)
            let tree = try fixture.tree(Self.configuration)
            #expect(tree.order == ["base", "runtime", "tool"])
            #expect(tree.warnings.diagnostics == [])
            let install = { (packages: String) in
                "RUN echo 'Acquire::http::Proxy \"http://proxy.example:3142\";' > /etc/apt/apt.conf.d/80_proxy \\\n"
                    + "    && apt-get update  \\\n    && DEBIAN_FRONTEND=noninteractive \\\n"
                    + "    apt-get install  --yes \(packages) --no-install-recommends \\\n"
                    + "    && rm -f /etc/apt/apt.conf.d/80_proxy \\\n"
                    + "    && apt-get clean && rm -rf /var/lib/apt/lists/* "
            }
            #expect(
                try tree.text("base")
                    == "FROM registry.example/bookworm:latest\n\(install("ca-certificates tzdata"))\nUSER 65534")
            #expect(
                try tree.text("runtime")
                    == "FROM registry.example/base:0.3\nUSER 0\n\(install("python3 python3-venv")) \\\n"
                    + "    && python3 --version\nUSER 65534")
            #expect(
                try tree.text("tool") == """


                    FROM registry.example/runtime:3.11.2-1 as build
                    ARG VERSION=1.4.0
                    USER root
                    RUN python3 -m venv /opt/tool && /opt/tool/bin/pip install "tool==$VERSION"

                    FROM registry.example/runtime:3.11.2-1
                    USER root

                    COPY --from=build /opt/tool /opt/tool
                    RUN groupadd -o -g 940 -r reporter && useradd -l -o -r -m -d /var/lib/reporter -g reporter -u 940 reporter
                    USER 940
                    ENTRYPOINT ["/opt/tool/bin/tool"]
                    """)
        }
    }
}
