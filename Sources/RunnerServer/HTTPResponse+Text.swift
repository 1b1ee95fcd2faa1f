internal import FlyingFox
internal import FoundationEssentials

extension HTTPResponse {
    /// A line of text.
    static func text(_ status: HTTPStatusCode, _ line: String) -> HTTPResponse {
        HTTPResponse(
            statusCode: status, headers: [.contentType: "text/plain; charset=utf-8"], body: Data("\(line)\n".utf8))
    }
}
