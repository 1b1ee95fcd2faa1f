import FoundationEssentials
import Testing

/// The JSON object with which `run --format json` ends.
struct Report: Decodable {
    struct Stage: Decodable {
        let pipeline: String
        let name: String
        let state: String
        let seconds: Double
    }

    struct Image: Decodable, Equatable {
        let name: String
        let tags: [String]
        let digest: String
        let reference: String
    }

    let state: String
    let commit: String?
    let project: String?
    let log: String?
    let error: ErrorText?
    let stages: [Stage]
    let images: [Image]

    /// Reads standard output, which must hold nothing else.
    init(_ result: TestProgram.Result) throws {
        self = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    }
}

/// What skopeo, which has no part in building, says about an image.
struct InspectedImage: Decodable {
    let digest: String
    let labels: [String: String]

    private enum CodingKeys: String, CodingKey {
        case digest = "Digest"
        case labels = "Labels"
    }

    init(_ location: String, sandbox: Sandbox) async throws {
        let text = try await sandbox.shell("skopeo inspect --no-tags --tls-verify=false '\(location)'")
        self = try JSONDecoder().decode(InspectedImage.self, from: Data(text.utf8))
    }
}

/// The index of an OCI image layout.
struct LayoutIndex: Decodable {
    struct Manifest: Decodable {
        let digest: String
        let annotations: [String: String]?
    }

    let manifests: [Manifest]

    init(_ folder: String) throws {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/index.json"))
        self = try JSONDecoder().decode(LayoutIndex.self, from: data)
    }

    /// Digests by the name under which the layout has them.
    var digests: [String: String] {
        manifests.reduce(into: [:]) { result, manifest in
            guard let name = manifest.annotations?["org.opencontainers.image.ref.name"] else { return }
            result[name] = manifest.digest
        }
    }
}

/// Whether there is anything published in the sandbox's embedded registry.
func isNothingPublished(in sandbox: Sandbox) throws -> Bool {
    guard FileManager.default.fileExists(atPath: "\(sandbox.state)/registry/index.json") else { return true }
    return try LayoutIndex("\(sandbox.state)/registry").manifests.isEmpty
}
