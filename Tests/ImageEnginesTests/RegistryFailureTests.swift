import OCI
import PipelineCore
import Testing

@testable import ImageEngines

@Suite struct RegistryFailureTests {
    @Test(arguments: [
        (
            "http: server gave HTTP response to HTTPS client",
            "r.example:5 speaks plain HTTP, which is allowed on this machine only: give it TLS, or declare it insecure in "
                + "/etc/containers/registries.conf (buildah) or /etc/docker/daemon.json (docker)"
        ),
        (
            "x509: certificate signed by unknown authority",
            "put the authority that signed r.example:5's certificate into /etc/containers/certs.d/r.example:5/ca.crt "
                + "(buildah) or /etc/docker/certs.d/r.example:5/ca.crt (docker)"
        ),
        (
            "denied: requested access to the resource is denied",
            "the account that is logged in at r.example:5 has no right to do this"
        ),
        (
            "received unexpected HTTP status: 503 Service Unavailable",
            "r.example:5 has trouble of its own: try again, and look into its log"
        ),
        (
            "dial tcp: lookup r.example: no such host",
            "is the registry r.example:5 running, and can this machine reach it?"
        ),
        (
            "pinging container registry r.example:5: invalid status code from registry 404 (Not Found)",
            "r.example:5 answers, but not as a registry does: check host and port"
        ),
        (
            "Error parsing manifest for image: invalid character '<' looking for beginning of value",
            "r.example:5 answers, but not as a registry does: check host and port"
        ),
    ])
    func hintsAtWhatToDo(_ answer: String, _ hint: String) throws {
        let failure = FailureReport(lines: [answer])
            .registryFailure(operation: "push", try ImageReference("r.example:5/team/x:1"))
        #expect(failure.description == "cannot push r.example:5/team/x:1\n  \(answer)\n  help: \(hint)")
        let codes = [
            "no such host": EngineFailure.Code.registryUnavailable, "503": .registryTrouble,
            "invalid": .registryUnavailable,
        ]
        let code = codes.first { answer.contains($0.key) }?.value
        #expect(failure.code == code ?? .registryFailed)
    }

    @Test func reportsAFullDiskAsSuch() throws {
        let failure = FailureReport(lines: ["writing blob: write /var/tmp/x: no space left on device"])
            .registryFailure(operation: "push", try ImageReference("r.example/x:1"))
        #expect(failure.code == .diskFull)
    }

    @Test(arguments: [
        ("127.0.0.1:5000/x", true), ("127.8.9.10/x", true), ("localhost:5000/x", true), ("localhost/x", false),
        ("127.example.org/x", false), ("10.0.0.1:5000/x", false), ("x", false),
    ])
    func knowsLoopbackRegistries(_ reference: String, _ isLoopback: Bool) throws {
        #expect(try ImageReference(reference).isLoopback == isLoopback)
    }
}
