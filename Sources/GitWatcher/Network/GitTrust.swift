import Clibgit2
import Glibc

/// Whom this process trusts for https.
public enum GitTrust {
    /// Trusts exactly the authorities in a file of PEM certificates from now on, in place of the system's and of those that
    /// `SSL_CERT_FILE` names.
    ///
    /// For the whole process; call it before the first connection.
    ///
    /// - Throws: `permissionDenied` or `other` if the file cannot be read or holds no certificate.
    public static func trustAuthorities(in file: String) throws(GitFailure) {
        try LibGit2.start()
        _ = environmentIsApplied
        try Operation("read the certificates of", file).check(clibgit2_set_certificates(file))
    }

    /// Whether the file that `SSL_CERT_FILE` names is trusted; looked at once, before the first connection over https. libgit2
    /// knows proxies from the environment, but not this.
    static let environmentIsApplied: Bool = {
        guard let file = getenv("SSL_CERT_FILE"), file.pointee != 0 else { return false }
        return clibgit2_set_certificates(file) == 0
    }()
}
