/// One HTTP request without a body.
public struct HTTPRequest: Sendable {
    /// `GET`, `HEAD`, `POST` or `DELETE`.
    public var method: String
    /// The whole address.
    public var url: String
    /// Lines such as `Accept: text/plain`.
    public var headers: [String] = []

    /// A request without headers of its own.
    public init(method: String = "GET", url: String) {
        self.method = method
        self.url = url
    }
}
