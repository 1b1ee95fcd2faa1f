internal import Diagnostics

extension StageExecution {
    /// Finds out whether the step may have what it names.
    func checkCredentials(of step: RunStep) throws(StageFailure) {
        let findings = step.credentials.compactMap(problem)
        guard findings.isEmpty else {
            throw .configuration(DiagnosticList(findings), sources: run.configurationText)
        }
    }

    /// Puts what the step names into the container's environment and its private files.
    func grant(_ bindings: [CredentialBinding], to request: inout ContainerRequest) throws(StageFailure) {
        for binding in bindings {
            guard let credential = run.settings.credentials.values[binding.id], binding.fits(credential) else {
                let findings = [problem(binding)].compactMap(\.self)
                throw .configuration(DiagnosticList(findings), sources: run.configurationText)
            }
            switch (binding.variables, credential) {
            case (.secret(let name), .string(let secret)): request.secrets[name] = secret
            case (.usernamePassword(let user, let password), .usernamePassword(let name, let secret)):
                request.secrets[user] = name
                request.secrets[password] = secret
            case (.keyFile(let variable), .sshKey(let key)):
                let file = SecretFile(name: binding.id, contents: key.hasSuffix("\n") ? key : key + "\n")
                if !request.secretFiles.contains(file) { request.secretFiles.append(file) }
                request.secrets[variable] = file.path
            default: break
            }
        }
    }

    private func problem(_ binding: CredentialBinding) -> Diagnostic? {
        let granted = run.settings.credentials
        guard let credential = granted.values[binding.id] else {
            let list = granted.allowed.isEmpty ? "none" : granted.allowed.joined(separator: ", ")
            let near = nearMatch(to: binding.id, among: granted.allowed).map { "did you mean `\($0)`?" }
            return finding(
                "no-credential", "`\(run.source.project)` may not use the credential `\(binding.id)`", binding,
                note: "allowed credentials: \(list)", hint: near ?? granted.hint)
        }
        if binding.fits(credential) { return nil }
        return finding(
            "credential-binding", "the credential `\(binding.id)` is of the kind `\(credential.kind)`", binding,
            note: nil, hint: "name its variables with \(credential.bindingKeys)")
    }

    private func finding(
        _ code: String, _ message: String, _ binding: CredentialBinding, note: String?, hint: String
    ) -> Diagnostic {
        Diagnostic(
            .error, code: "pipeline.\(code)", message, at: binding.location, length: binding.id.unicodeScalars.count,
            notes: [note].compactMap(\.self), hint: hint)
    }
}
