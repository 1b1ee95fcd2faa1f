import Clibgit2

extension Operation {
    /// What it means that we ended an exchange.
    func failure(_ ending: ExchangeWatch.Ending, host: String?) -> GitFailure {
        let server = host ?? "the repository"
        switch ending {
        case .cancelled: return failure(.cancelled, "cancelled")
        case .connecting(let limit):
            return failure(.timedOut, "\(server) did not accept a connection within \(Self.text(limit))")
        case .silence(let limit):
            return failure(.timedOut, "\(server) was silent for \(Self.text(limit))")
        case .whole(let limit):
            return failure(
                .timedOut, "it was not done within \(Self.text(limit))",
                hint: "raise `limits.poll-timeout` if the repository is that large")
        }
    }

    private static func text(_ limit: Duration) -> String {
        let seconds = limit / .seconds(1)
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(Int((limit / .milliseconds(1)).rounded())) ms"
    }

    /// What an error of libgit2's means where a server was spoken to.
    func failure(remote error: LibraryError) -> GitFailure {
        let text = error.message
        if error.status == GIT_ECERTIFICATE {
            return failure(
                .untrustedServer, text,
                hint: "if an authority of your own has signed the certificate, name its file in SSL_CERT_FILE")
        }
        if text.contains("cannot redirect from") {
            return failure(
                .remoteUnavailable, "the server sends on to another host, and the password is for this one only",
                hint: "write the new address into the fleet file")
        }
        if text.contains("repository not exported") || text.contains("status code: 404")
            || text.contains("does not appear to be a git repository")
        {
            return failure(
                .noSuchRepository, text, hint: "check the URL; servers also say this to those who may not read")
        }
        if error.status == GIT_EAUTH || text.contains("status code: 401") || text.contains("status code: 403") {
            return failure(.authenticationFailed, text, hint: "give the repository `credentials` that may read it")
        }
        return failure(error.code == .other ? .remoteUnavailable : error.code, text)
    }
}
