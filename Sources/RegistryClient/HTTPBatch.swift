internal import Ccurl
internal import Dispatch
internal import Synchronization

/// One HTTP request without a body.
struct HTTPRequest: Sendable {
    var method = "GET"
    var url: String
    /// Lines such as `Accept: text/plain`.
    var headers: [String] = []
}

/// What a server answered, or why it did not.
struct HTTPAnswer: Sendable {
    /// The status; `nil` where there was no answer.
    let status: Int?
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// libcurl's words where there was no answer.
    let problem: String

    /// The values of all headers called `name`, which is in lower case.
    func values(of name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
}

/// Many requests at once, over few connections that are kept.
struct HTTPBatch: Sendable {
    let proxy: String?
    let authorities: String?
    let timeoutSeconds: Int
    let connections: Int

    /// The answers in the order of `requests`.
    ///
    /// - Throws: `RegistryFailure` if libcurl is missing or fails, `CancellationError`.
    func send(_ requests: [HTTPRequest]) async throws -> [HTTPAnswer] {
        guard !requests.isEmpty else { return [] }
        let cancellation = Cancellation()
        let answers = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // libcurl blocks, which a thread of the pool must not.
                DispatchQueue.global().async {
                    continuation.resume(with: Result { try perform(requests, cancellation) })
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
        try Task.checkCancellation()
        return answers
    }

    private func perform(_ requests: [HTTPRequest], _ cancellation: Cancellation) throws -> [HTTPAnswer] {
        if let problem = ccurl_load() {
            throw RegistryFailure(
                .unavailable, host: "", details: String(cString: problem), hint: "install it: apt-get install libcurl4")
        }
        var texts = CStrings()
        defer { texts.free() }
        var raw = requests.map { request in
            var value = ccurl_request()
            value.method = texts.add(request.method)
            value.url = texts.add(request.url)
            value.headers = texts.add(request.headers)
            value.header_count = request.headers.count
            return value
        }
        var options = ccurl_options()
        options.proxy = proxy.flatMap { texts.add($0) }
        options.authorities = authorities.flatMap { texts.add($0) }
        options.timeout_seconds = timeoutSeconds
        options.connections = connections
        defer { ccurl_free(&raw, raw.count) }
        guard ccurl_perform(&raw, raw.count, &options, cancellation.flag) == 0 else {
            throw RegistryFailure(.unavailable, host: "", details: "libcurl fails")
        }
        return raw.map(HTTPAnswer.init)
    }
}

/// A flag that C code looks at.
///
/// The pointer is written once, to 1, and read by libcurl's loop; both are atomic in effect on a machine word.
private final class Cancellation: @unchecked Sendable {
    let flag: UnsafeMutablePointer<Int32>

    init() {
        flag = .allocate(capacity: 1)
        flag.initialize(to: 0)
    }

    func cancel() { flag.pointee = 1 }

    deinit { flag.deallocate() }
}

/// Texts in C's memory, for the time of a call.
private struct CStrings {
    private var texts: [UnsafeMutablePointer<CChar>] = []
    private var lists: [UnsafeMutablePointer<UnsafePointer<CChar>?>] = []

    mutating func add(_ text: String) -> UnsafePointer<CChar>? {
        let bytes = Array(text.utf8CString)
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        copy.initialize(from: bytes, count: bytes.count)
        texts.append(copy)
        return UnsafePointer(copy)
    }

    mutating func add(_ list: [String]) -> UnsafePointer<UnsafePointer<CChar>?>? {
        let pointers = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: max(1, list.count))
        for (index, text) in list.enumerated() { (pointers + index).initialize(to: add(text)) }
        lists.append(pointers)
        return UnsafePointer(pointers)
    }

    func free() {
        for text in texts { text.deallocate() }
        for list in lists { list.deallocate() }
    }
}

extension HTTPAnswer {
    fileprivate init(_ raw: ccurl_request) {
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
