internal import CommandRunner
internal import OCI
internal import PipelineCore

/// Asks registries what they hold, by skopeo, with the credentials of `auth.json` or docker's `config.json`.
struct RegistryQuery: Sendable {
    private let tool: EngineTool
    private let patience: Duration?

    /// Asks for as long as it takes, or until `patience` is over.
    init(runner: CommandRunner, patience: Duration? = nil) {
        tool = EngineTool(executable: "skopeo", runner: runner)
        self.patience = patience
    }

    /// The digest of the manifest that `reference` stands for at its registry.
    func digest(of reference: ImageReference) async throws -> Digest {
        let arguments = ["inspect", "--no-tags", "--format", "{{.Digest}}"] + reference.tlsFlags
        let answer = try await tool.capture(arguments + ["docker://\(reference)"], timeout: patience)
        let digest = answer.standardOutput.split(whereSeparator: \.isWhitespace).first.flatMap { Digest(String($0)) }
        guard answer.status.isSuccess, let digest else {
            throw FailureReport(output: answer).registryFailure(operation: "read back", reference)
        }
        return digest
    }

    /// Makes sure that a registry really holds what an engine says it pushed there.
    func confirm(_ pushed: Digest?, at reference: ImageReference) async throws -> Digest {
        let held = try await digest(of: reference)
        guard pushed == nil || pushed == held else {
            throw EngineFailure(
                .registryFailed, operation: "publish", subject: reference.description,
                details: ["pushed \(pushed?.text ?? "")", "the registry holds \(held)"],
                hint: "does something else publish the same name at the same time?")
        }
        return held
    }
}
