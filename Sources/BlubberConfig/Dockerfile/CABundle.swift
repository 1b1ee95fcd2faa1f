/// How build processes and test containers see the certificate authorities that a network's proxy needs.
///
/// A Dockerfile printed with `caBundle` needs a build secret `secretID` with PEM text.
public enum CABundle {
    /// The build secret's id.
    public static let secretID = "ca-bundle"
    /// Where the PEM file is mounted: directly below a folder that every base has, since engines remove the empty file
    /// that they mount over but leave new folders in the image, and outside `/dev`, which buildah shares with the host
    /// when it isolates by chroot.
    public static let path = "/run/pipeline-runner-ca-bundle.pem"
    /// The variables that are set to `path`.
    public static let environmentNames = [
        "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS", "PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE",
    ]
}
