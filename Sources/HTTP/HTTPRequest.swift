/// One HTTP request.
public struct HTTPRequest: Sendable {
    /// `GET`, `HEAD`, `POST` or `DELETE`.
    public var method: String
    /// The whole address.
    public var url: String
    /// Lines such as `Accept: text/plain`.
    public var headers: [String] = []
    /// What a `POST` sends, without NUL; `nil` for nothing.
    public var body: String?

    /// A request without headers of its own and without a body.
    public init(method: String = "GET", url: String) {
        self.method = method
        self.url = url
    }
}
