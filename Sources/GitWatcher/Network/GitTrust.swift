import Clibgit2

/// Whom this process trusts for https.
public enum GitTrust {
    /// Trusts exactly the authorities in a file of PEM certificates from now on, in place of the system's.
    ///
    /// For the whole process; call it before the first connection.
    ///
    /// - Throws: `permissionDenied` or `other` if the file cannot be read or holds no certificate.
    public static func trustAuthorities(in file: String) throws(GitFailure) {
        try LibGit2.start()
        try Operation("read the certificates of", file).check(clibgit2_set_certificates(file))
    }
}
