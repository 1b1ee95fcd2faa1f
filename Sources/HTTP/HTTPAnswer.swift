internal import Ccurl

/// What a server answered, or why it did not.
public struct HTTPAnswer: Sendable {
    /// The status; `nil` where there was no answer.
    public let status: Int?
    /// The header lines in their order, names in lower case.
    public let headers: [(name: String, value: String)]
    /// The body, up to its first NUL.
    public let body: [UInt8]
    /// libcurl's words where there was no answer.
    public let problem: String

    /// The values of all headers called `name`, which is in lower case.
    public func values(of name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }

    init(_ raw: ccurl_request) {
        func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
        status = raw.status == 0 ? nil : Int(raw.status)
        headers = text(raw.answer_headers).split(whereSeparator: \.isNewline).compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        body = Array(text(raw.body).utf8)
        problem = raw.status == 0 && raw.problem == nil ? "no answer" : text(raw.problem)
    }
}
