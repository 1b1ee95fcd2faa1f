import FoundationEssentials
import PipelineTestSupport

/// A tree of small images on busybox in a sandbox's folder.
struct ImageTree {
    let sandbox: Sandbox
    var folder: String { "\(sandbox.folder)/images" }

    /// Writes the configuration; `lines` are added to it.
    func configure(registry: String, _ lines: String = "") throws {
        try write(
            "registry: \(registry)\nbase_images: ['\(ServiceBase.name)']\nknown_uid_mappings: {nobody: 65533}\n\(lines)\n",
            to: "\(folder)/config.yaml")
    }

    /// Writes an image that leaves a file of its name; `test` is the body of its test script.
    func image(_ name: String, on parent: String? = nil, version: String = "1.0-1", test: String? = nil) throws {
        let from = parent.map { "{{ \"\($0)\" | image_tag }}" } ?? ServiceBase.name
        try define(
            name, version: version, control: parent.map { "Depends: \($0)" }, test: test,
            "FROM \(from)\nUSER root\nRUN echo \(name) >/\(name)\nUSER {{ \"nobody\" | uid }}\n")
    }

    /// Writes an image with a template of its own.
    func define(
        _ name: String, version: String, control: String? = nil, test: String? = nil, _ template: String
    ) throws {
        try write(template, to: "\(folder)/\(name)/Dockerfile.template")
        try write(
            """
            \(name) (\(version)) stable; urgency=medium

              * Change.

             -- Ada Example <ada@example.org>  Mon, 23 Nov 2026 19:00:34 +0000

            """, to: "\(folder)/\(name)/changelog")
        if let control { try write("\(control)\n", to: "\(folder)/\(name)/control") }
        guard let test else { return }
        try write("#!/bin/sh\nset -eu\n\(test)\n", to: "\(folder)/\(name)/test.sh")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)/test.sh")
    }

    /// Runs `images COMMAND … images`, with this sandbox's engine where the command takes one.
    func images(_ command: String, _ arguments: String..., engine: Bool = true) async throws -> TestProgram.Result {
        let flags = engine ? ["--engine", sandbox.engine.rawValue] : []
        return try await sandbox.program(
            ["images", command] + flags + arguments + ["images"], patience: .seconds(600))
    }

    /// Removes what was built from an engine that others use, too.
    func removeImages(of registry: String) async throws {
        guard sandbox.engine == .docker else { return }
        try await sandbox.shell(
            """
            docker images --format '{{.Repository}}:{{.Tag}}' | { grep -F '\(registry)/' || true; } | sort -r |
                xargs --no-run-if-empty docker rmi --force >/dev/null
            """)
    }
}

/// Hands `body` an empty tree in a sandbox of its own and removes what `registry` names afterwards.
func withImageTree<Result>(
    _ engine: TestEngine, registry: String, _ body: (ImageTree) async throws -> Result
) async throws -> Result {
    try await withSandbox(engine) { sandbox in
        let tree = ImageTree(sandbox: sandbox)
        do {
            let result = try await body(tree)
            try await tree.removeImages(of: registry)
            return result
        } catch {
            try? await tree.removeImages(of: registry)
            throw error
        }
    }
}

/// The names of the images that a build of a tree has made.
func labels(_ result: TestProgram.Result) -> [String] {
    result.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
}

/// What a registry says about an image.
func inspectPublished(_ name: String, _ sandbox: Sandbox) async throws -> InspectedImage {
    let account = TestRegistry.account
    let text = try await sandbox.shell(
        "skopeo inspect --no-tags --tls-verify=false --creds '\(account.name):\(account.password)' docker://\(name)")
    return try JSONDecoder().decode(InspectedImage.self, from: Data(text.utf8))
}
