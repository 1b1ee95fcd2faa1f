internal import PipelineCore

/// How a bundle of certificate authorities reaches build steps and containers.
enum TrustedAuthorities {
    /// Where the bundle is mounted, in build steps as well as in containers.
    static let path = "/run/pipeline-runner/ca-bundle.pem"
    /// The ID of the build secret that holds the bundle.
    static let secretID = "ca-bundle"
    /// The variables by which programs are told where the bundle is.
    static let variables = [
        "SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE",
    ]
}
