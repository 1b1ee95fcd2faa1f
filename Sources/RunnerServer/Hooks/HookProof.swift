/// What a hint brings to show that it knows the secret.
enum HookProof: Equatable {
    /// A keyed digest of the body: GitHub's `X-Hub-Signature-256`, which others send too.
    case signature([UInt8])
    /// The secret itself: GitLab's `X-Gitlab-Token`, `Authorization: Bearer`, or `?token=` for Gerrit, which sends no headers.
    case token(String)

    /// Finds the proof of a request; a signature counts more than a token.
    ///
    /// - Parameters:
    ///   - header: The value of a header, whatever the case of its name.
    ///   - query: The value of a parameter of the address.
    init?(header: (String) -> String?, query: (String) -> String?) {
        if let value = header("X-Hub-Signature-256") {
            guard value.hasPrefix("sha256="), let digest = Self.bytes(ofHex: value.dropFirst(7)) else { return nil }
            self = .signature(digest)
        } else if let token = header("X-Gitlab-Token") {
            self = .token(token)
        } else if let value = header("Authorization"), value.lowercased().hasPrefix("bearer ") {
            self = .token(String(value.dropFirst(7)))
        } else if let token = query("token") {
            self = .token(token)
        } else {
            return nil
        }
    }

    private static func bytes(ofHex text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
