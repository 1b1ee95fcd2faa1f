internal import Ccurl
internal import Dispatch
internal import Synchronization

/// Many requests at once, over few connections that are kept.
public struct HTTPBatch: Sendable {
    /// The proxy; `nil` to go by the environment, empty for none.
    public var proxy: String?
    /// A PEM file of the authorities to trust instead of the system's.
    public var authorities: String?
    /// The socket of this machine to connect to, whatever host the addresses name.
    public var socket: String?
    /// How long a server may be silent, in seconds; 0 for ever.
    public var timeoutSeconds = 30
    /// How many requests are under way at once.
    public var connections = 8

    /// The environment's proxy, the system's authorities, half a minute, eight connections.
    public init() {}

    /// The answers in the order of `requests`.
    ///
    /// - Throws: `HTTPFailure` if libcurl is missing or fails, `CancellationError`.
    public func send(_ requests: [HTTPRequest]) async throws -> [HTTPAnswer] {
        guard !requests.isEmpty else { return [] }
        return try await send(requests, to: nil)
    }

    /// The answer to `request`; the body of a successful one goes to `sink` as it comes, instead.
    ///
    /// - Throws: as `send`.
    public func stream(_ request: HTTPRequest, to sink: HTTPSink) async throws -> HTTPAnswer {
        try await send([request], to: sink)[0]
    }

    private func send(_ requests: [HTTPRequest], to sink: HTTPSink?) async throws -> [HTTPAnswer] {
        let cancellation = Cancellation()
        let answers = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // libcurl blocks, which a thread of the pool must not: a queue of its own gets one of its own.
                DispatchQueue(label: "http").async {
                    continuation.resume(with: Result { try perform(requests, sink, cancellation) })
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
        try Task.checkCancellation()
        return answers
    }

    private func perform(_ requests: [HTTPRequest], _ sink: HTTPSink?, _ cancellation: Cancellation) throws
        -> [HTTPAnswer]
    {
        if let problem = ccurl_load() {
            throw HTTPFailure(String(cString: problem), hint: "install it: apt-get install libcurl4")
        }
        var texts = CStrings()
        defer { texts.free() }
        var raw = requests.map { request in
            var value = ccurl_request()
            value.method = texts.add(request.method)
            value.url = texts.add(request.url)
            value.headers = texts.add(request.headers)
            value.header_count = request.headers.count
            value.content = request.body.flatMap { texts.add($0) }
            sink?.attach(to: &value)
            return value
        }
        var options = ccurl_options()
        options.proxy = proxy.flatMap { texts.add($0) }
        options.authorities = authorities.flatMap { texts.add($0) }
        options.socket = socket.flatMap { texts.add($0) }
        options.timeout_seconds = max(0, timeoutSeconds)
        options.connections = max(1, connections)
        defer { ccurl_free(&raw, raw.count) }
        let isSent = withExtendedLifetime(sink) {
            ccurl_perform(&raw, raw.count, &options, cancellation.flag) == 0
        }
        guard isSent else { throw HTTPFailure("libcurl fails") }
        return raw.map { HTTPAnswer($0) }
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
