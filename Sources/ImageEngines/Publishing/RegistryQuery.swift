internal import CommandRunner
internal import OCI
internal import PipelineCore
internal import RegistryClient

/// Asks registries what they hold, with the credentials of `auth.json` or docker's `config.json`.
///
/// They are asked directly, which takes milliseconds. Where that does not yield a digest, skopeo is asked: it knows
/// credential helpers, mirrors and the machine's settings for registries, and it says why it fails.
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
        if case .found(let digest) = try await look(up: reference) { return digest }
        let (digest, answer) = try await inspect(reference)
        guard let digest else { throw FailureReport(output: answer).registryFailure(operation: "read back", reference) }
        return digest
    }

    /// The same; `nil` where the registry has no such image.
    func digest(ifAny reference: ImageReference) async throws -> Digest? {
        switch try await look(up: reference) {
        case .found(let digest): return digest
        case .missing: return nil
        case .unknown: break
        }
        let (digest, answer) = try await inspect(reference)
        if let digest { return digest }
        let report = FailureReport(output: answer)
        if report.saysNotFound { return nil }
        throw report.registryFailure(operation: "look up", reference)
    }

    /// What a registry says by itself.
    private enum Finding {
        case found(Digest)
        case missing
        /// It cannot be asked like this.
        case unknown
    }

    private func look(up reference: ImageReference) async throws -> Finding {
        var options = RegistryClient.Options()
        (options.timeoutSeconds, options.asksAgain) = (5, false)
        if reference.isLoopback { options.proxy = "" }
        let client = RegistryClient(
            credentials: RegistryCredentials(environment: tool.runner.environment), options: options)
        do {
            return try await client.digests(of: [reference])[reference].map(Finding.found) ?? .missing
        } catch is RegistryFailure {
            return .unknown
        }
    }

    private func inspect(_ reference: ImageReference) async throws -> (digest: Digest?, answer: CapturedOutput) {
        let arguments = ["inspect", "--no-tags", "--format", "{{.Digest}}"] + reference.tlsFlags
        let answer = try await tool.capture(arguments + ["docker://\(reference)"], timeout: patience)
        let digest = answer.standardOutput.split(whereSeparator: \.isWhitespace).first.flatMap { Digest(String($0)) }
        return (answer.status.isSuccess ? digest : nil, answer)
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
