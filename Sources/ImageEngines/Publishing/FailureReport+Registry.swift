internal import OCI
internal import PipelineCore

extension FailureReport {
    /// The failure of an exchange with a registry, with a hint that fits the registry's words.
    func registryFailure(
        _ code: EngineFailure.Code = .registryFailed, operation: String, _ reference: ImageReference
    ) -> EngineFailure {
        let host = reference.domain ?? "docker.io"
        let text = lines.joined(separator: "\n").lowercased()
        let known = Self.refusals.first { refusal in refusal.signs.contains { text.contains($0) } }
        return failure(
            code, operation: operation, subject: reference.description,
            hint: known?.hint.replacing("HOST", with: host))
    }

    private struct Refusal {
        let signs: [String]
        let hint: String
    }

    private static let refusals = [
        Refusal(
            signs: ["server gave http response to https client"],
            hint:
                "HOST speaks plain HTTP, which is allowed on this machine only: give it TLS, or declare it insecure in "
                + "/etc/containers/registries.conf (buildah) or /etc/docker/daemon.json (docker)"),
        Refusal(
            signs: ["x509:", "certificate signed by unknown authority", "tls: "],
            hint:
                "put the authority that signed HOST's certificate into /etc/containers/certs.d/HOST/ca.crt (buildah) or "
                + "/etc/docker/certs.d/HOST/ca.crt (docker)"),
        Refusal(
            signs: ["unauthorized", "authentication required", "no basic auth credentials", "status 401", "401 "],
            hint: "log in with `buildah login HOST` or `docker login HOST`"),
        Refusal(
            signs: ["denied", "forbidden", "status 403", "403 "],
            hint: "the account that is logged in at HOST has no right to do this"),
        Refusal(
            signs: ["connection refused", "no such host", "i/o timeout", "no route to host", "network is unreachable"],
            hint: "is the registry HOST running, and can this machine reach it?"),
        Refusal(
            signs: ["manifest unknown", "name unknown", "not found", "status 404", "404 "],
            hint: "HOST has no such image: check name and tag"),
        Refusal(
            signs: [
                "internal server error", "bad gateway", "service unavailable", "status 50", "500 ", "502 ", "503 ",
            ],
            hint: "HOST has trouble of its own: try again, and look into its log"),
    ]
}
