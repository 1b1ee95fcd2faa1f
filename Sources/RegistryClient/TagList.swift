internal import FoundationEssentials
internal import HTTP

/// One page of a repository's tags.
struct TagList {
    private struct Body: Decodable {
        let tags: [String]?
    }

    let tags: [String]
    /// Where the next page is, behind `/v2/`.
    let next: String?

    /// `nil` if an answer is no list.
    init?(_ answer: HTTPAnswer) {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(answer.body)) else { return nil }
        tags = body.tags ?? []
        next = answer.values(of: "link").lazy.compactMap(Self.path).first
    }

    /// The path in `</v2/NAME/tags/list?last=x&n=1000>; rel="next"`, with or without a server before it.
    private static func path(_ header: String) -> String? {
        guard header.contains("rel=\"next\"") || header.contains("rel=next"), let open = header.firstIndex(of: "<"),
            let close = header.firstIndex(of: ">"), open < close
        else { return nil }
        let address = header[header.index(after: open)..<close]
        return address.firstRange(of: "/v2/").map { String(address[$0.upperBound...]) }
    }
}
