internal import FoundationEssentials

extension RegistryCredentials {
    private struct Written: Encodable {
        struct Entry: Encodable {
            let auth: String
        }

        let auths: [String: Entry]
        let currentContext: String?
    }

    private struct Context: Decodable {
        let currentContext: String?
    }

    /// The accounts as a file that buildah, skopeo and docker read; docker's context is taken over from `path`.
    public func file(contextOf path: String) -> String {
        let data = try? Data(contentsOf: URL(filePath: path))
        let context = data.flatMap { try? JSONDecoder().decode(Context.self, from: $0) }?.currentContext
        let written = Written(auths: accounts.mapValues(Written.Entry.init), currentContext: context)
        return (try? JSONEncoder().encode(written)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
