internal import PipelineCore

/// The part of an image's configuration that tells how its program is started, as both engines print it.
///
/// Source: OCI image specification, image configuration, `config`.
struct ProcessConfiguration: Decodable {
    private var user: String?
    private var workingDirectory: String?
    private var environment: [String]?
    private var entrypoint: [String]?
    private var command: [String]?
    private var labels: [String: String]?

    private enum CodingKeys: String, CodingKey {
        case user = "User"
        case workingDirectory = "WorkingDir"
        case environment = "Env"
        case entrypoint = "Entrypoint"
        case command = "Cmd"
        case labels = "Labels"
    }

    func describe(_ description: inout ImageDescription) {
        description.user = user ?? ""
        description.workingDirectory = workingDirectory ?? ""
        description.environment = environment ?? []
        description.entrypoint = entrypoint ?? []
        description.command = command ?? []
        description.labels = labels ?? [:]
    }
}
