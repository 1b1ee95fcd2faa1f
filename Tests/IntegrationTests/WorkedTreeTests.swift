import FoundationEssentials
import PipelineTestSupport
import Testing

/// Three images on Debian, base to tool, from their templates to a registry and through a security update.
@Suite(.timeLimit(.minutes(30)))
struct WorkedTreeTests {
    private static let base = "pipeline-runner-tests-debian"

    @Test(arguments: TestEngine.allCases)
    func fromBaseToTool(engine: TestEngine) async throws {
        try await withRegistry { registry in
            try await withDebianFolder(engine, "variants: {}\n") { folder in
                let tree = ImageTree(sandbox: folder.sandbox)
                do {
                    try await Self.buildAndUpdate(tree, registry.host)
                    try await tree.removeImages(of: registry.host)
                } catch {
                    try? await tree.removeImages(of: registry.host)
                    throw error
                }
            }
        }
    }

    private static func buildAndUpdate(_ tree: ImageTree, _ host: String) async throws {
        try await publishBase(to: host, tree.sandbox)
        try write(tree, host)
        let rendered = try await tree.images("render", "--json", engine: false)
        let texts = try JSONDecoder().decode([String: String].self, from: Data(rendered.output.utf8))
        #expect(texts["\(host)/base:0.3"]?.hasPrefix("FROM \(host)/\(base):latest\nRUN apt-get update  \\\n") == true)
        #expect(texts["\(host)/tool:1.16.0-2-20260105"]?.contains("\nARG VERSION=1.16.0\n") == true)

        func build() async throws -> TestProgram.Result {
            try await tree.images("build", "--publish", "--ca-bundle", "/etc/ssl/certs/ca-certificates.crt")
        }
        func digest(_ name: String, _ tag: String) async throws -> String {
            try await InspectedImage("docker://\(host)/\(name):\(tag)", sandbox: tree.sandbox).digest
        }
        let first = try await build()
        #expect(first.code == 0, "\(first.error)")
        let versions = ["base": "0.3", "other": "1-1", "runtime": "3.11.2-1", "tool": "1.16.0-2-20260105"]
        #expect(labels(first) == versions.map { "\(host)/\($0):\($1)" }.sorted())
        #expect(first.error.contains(/\[tool\] done after \S+, tested, published\n/))
        var before: [String: String] = [:]
        for (name, version) in versions { before[name] = try await digest(name, version) }

        let update = try await tree.images("update", "--reason", "DSA-5999-1 openssl", "base", engine: false)
        #expect(
            update.output == """
                base: 0.3 → 0.3-s1
                runtime: 3.11.2-1 → 3.11.2-1-s1
                tool: 1.16.0-2-20260105 → 1.16.0-2-20260105-s1

                """, "\(update.error)")
        let plan = try await tree.images("build", "--publish", "--dry-run")
        #expect(plan.output.split(separator: "\n").count == 3, "\(plan.output)")
        let second = try await build()
        #expect(second.code == 0, "\(second.error)")
        let updated = ["base:0.3-s1", "runtime:3.11.2-1-s1", "tool:1.16.0-2-20260105-s1"]
        #expect(labels(second) == updated.map { "\(host)/\($0)" })
        for (name, version) in versions {
            #expect(try await digest(name, version) == before[name])
            #expect((try await digest(name, "latest") == before[name]) == (name == "other"))
        }
        let nothing = try await build()
        #expect(nothing.error == "nothing to do: all 4 images are there\n")
    }

    /// The base image goes to the registry by the command for it, out of the cache.
    private static func publishBase(to host: String, _ sandbox: Sandbox) async throws {
        try PipelineTestSupport.write("suite: bookworm\nname: \(base)\n", to: "\(sandbox.folder)/base.yaml")
        let published = try await sandbox.program(
            ["base", "build", "base.yaml", "--engine", sandbox.engine.rawValue, "--registry", "docker://\(host)"],
            patience: .seconds(600))
        #expect(published.code == 0, "\(published.error)")
        let image = try await InspectedImage("docker://\(host)/\(base):latest", sandbox: sandbox)
        #expect(published.output.contains("localhost/base/\(base):latest "))
        #expect(published.output.contains(" \(image.digest)\n"))
        #expect(image.labels["pipeline-runner.generation"] == "base")
        let packages = Data((image.labels["pipeline-runner.base.packages"] ?? "").utf8)
        #expect(try JSONDecoder().decode(Packages.self, from: packages).components.contains { $0.name == "bash" })
    }

    private struct Packages: Decodable {
        struct Component: Decodable {
            let name: String
            let version: String
        }

        let bomFormat: String
        let components: [Component]
    }

    private static func write(_ tree: ImageTree, _ host: String) throws {
        try PipelineTestSupport.write(
            """
            registry: \(host)
            base_images: ["\(host)/\(base):latest"]
            known_uid_mappings: {root: 0, nobody: 65534, reporter: 940}
            force_numeric_user: true

            """, to: "\(tree.folder)/config.yaml")
        try tree.define(
            "base", version: "0.3",
            "FROM {{ \"\(base)\" | image_tag }}\nRUN {{ \"ca-certificates tzdata\" | apt_install }}\nUSER {{ \"nobody\" | uid }}\n"
        )
        try tree.define(
            "runtime", version: "3.11.2-1", control: "Depends: base",
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
        let test = """
            test "$(docker run --rm --network none "$1")" = '1.16.0 940 /opt/tool'
            ! docker run --rm --network none --entrypoint ls "$1" /run/pipeline-runner-ca-bundle.pem 2>/dev/null
            test -z "$(docker run --rm --network none --entrypoint env "$1" | grep -i cert)"
            """
        try tree.define(
            "tool", version: "1.16.0-2-20260105", control: "Build-Depends: runtime", test: test,
            """
            {% set prefix = '/opt/tool' %}
            {# built apart, so that pip stays out of the result #}
            FROM {{ "runtime" | image_tag }} as build
            ARG VERSION={{ "tool" | image_tag | upstream_version }}
            USER root
            RUN python3 -m venv {{ prefix }} && {{ prefix }}/bin/pip install "six==$VERSION"

            FROM {{ "runtime" | image_tag }}
            USER root
            {% if http_proxy %}ENV TOOL_PROXY={{ http_proxy }}{% endif %}
            COPY --from=build {{ prefix }} {{ prefix }}
            RUN {{ "reporter" | add_user }}
            USER {{ "reporter" | uid }}
            ENTRYPOINT ["{{ prefix }}/bin/python", "-c", "import os, six, sys; print(six.__version__, os.getuid(), sys.prefix)"]

            """)
        try tree.define("other", version: "1-1", "FROM {{ \"\(base)\" | image_tag }}\nUSER 1\n")
    }

    private static func labels(_ result: TestProgram.Result) -> [String] {
        result.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    }
}
