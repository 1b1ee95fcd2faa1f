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
            known?.code ?? code, operation: operation, subject: reference.description,
            hint: known?.hint(for: host, isLoopback: reference.isLoopback))
    }

    private struct Refusal {
        let signs: [String]
        let hint: String
        /// What kind of failure it is; `nil` for what the operation's failures are.
        var code: EngineFailure.Code?

        /// Registries on this machine may speak plain HTTP, which `buildah login` has to be told.
        func hint(for host: String, isLoopback: Bool) -> String {
            hint.replacing("buildah login HOST", with: "buildah login \(isLoopback ? "--tls-verify=false " : "")HOST")
                .replacing("HOST", with: host)
        }
    }

    /// Whether a registry answered that it has no such image.
    var saysNotFound: Bool { says(Self.notFoundSigns) && !says(Self.otherServerSigns) }

    private func says(_ signs: [String]) -> Bool {
        lines.contains { line in signs.contains { line.lowercased().contains($0) } }
    }

    private static let notFoundSigns = ["manifest unknown", "name unknown", "not found", "status 404", "404 "]

    /// What it is called when a server has nothing at `/v2/`, or a page where a manifest would be.
    private static let otherServerSigns = [
        "invalid status code from registry 404", "error parsing manifest for image: invalid character",
    ]

    private static let refusals = [
        Refusal(
            signs: otherServerSigns,
            hint: "HOST answers, but not as a registry does: check host and port", code: .registryUnavailable),
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
            signs: ["status 405", "405 ", "method not allowed", "unsupported: the operation"],
            hint: "HOST takes no images: is it read-only, or a cache of another registry?"),
        Refusal(
            signs: ["connection refused", "no such host", "i/o timeout", "no route to host", "network is unreachable"],
            hint: "is the registry HOST running, and can this machine reach it?", code: .registryUnavailable),
        Refusal(
            signs: notFoundSigns,
            hint: "HOST has no such image: check name and tag"),
        Refusal(
            signs: [
                "internal server error", "bad gateway", "service unavailable", "gateway timeout", "status 50",
                "status code 50", "toomanyrequests", "too many requests", "500 ", "502 ", "503 ", "504 ", "429 ",
            ],
            hint: "HOST has trouble of its own: try again, and look into its log", code: .registryTrouble),
    ]
}
