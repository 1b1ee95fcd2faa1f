/// How a registry wants to be told who asks: the `WWW-Authenticate` header of its refusal.
enum Challenge: Hashable {
    /// With name and password.
    case basic
    /// With a token that another server gives out.
    case bearer(realm: String, service: String?, scope: String?)

    /// `nil` for a header of another kind.
    init?(_ header: String) {
        let scheme = header.prefix { $0 != " " }.lowercased()
        if scheme == "basic" {
            self = .basic
            return
        }
        guard scheme == "bearer" else { return nil }
        var values: [String: String] = [:]
        var rest = header.dropFirst(7)
        while let equals = rest.firstIndex(of: "=") {
            let key = rest[..<equals].filter { $0 != " " && $0 != "," }.lowercased()
            rest = rest[rest.index(after: equals)...]
            if rest.first == "\"" {
                let value = rest.dropFirst().prefix { $0 != "\"" }
                values[key] = String(value)
                rest = rest[value.endIndex...].dropFirst()
            } else {
                let value = rest.prefix { $0 != "," }
                values[key] = String(value)
                rest = rest[value.endIndex...]
            }
        }
        guard let realm = values["realm"] else { return nil }
        self = .bearer(realm: realm, service: values["service"], scope: values["scope"])
    }

    /// The address that gives out the token; `nil` where the registry wants none, or over a channel that others can read.
    func tokenURL(allowsPlain: Bool) -> String? {
        guard case .bearer(let realm, let service, let scope) = self, realm.hasPrefix("https://") || allowsPlain else {
            return nil
        }
        let query = [("service", service), ("scope", scope)].compactMap { name, value in
            value.map { "\(name)=\(Self.escaped($0))" }
        }
        return query.isEmpty ? realm : realm + (realm.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain || "-._~/:,".utf8.contains(byte) { return String(Unicode.Scalar(byte)) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
