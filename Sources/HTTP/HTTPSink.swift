internal import Ccurl

/// Takes a successful answer as it comes, on a thread of the transfer.
public final class HTTPSink: Sendable {
    private let onBegin: @Sendable () -> Void
    private let onBody: @Sendable ([UInt8]) -> Void

    /// `onBegin` is called once the answer's head is there, then `onBody` with each piece of its body. As long as these run
    /// nothing more is read.
    public init(
        onBegin: @escaping @Sendable () -> Void = {}, onBody: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.onBegin = onBegin
        self.onBody = onBody
    }

    /// Has the request call the receiver, which has to outlive it.
    func attach(to request: inout ccurl_request) {
        request.context = Unmanaged.passUnretained(self).toOpaque()
        request.on_begin = { HTTPSink.from($0)?.onBegin() }
        request.on_body = { HTTPSink.from($0)?.onBody(Array(UnsafeRawBufferPointer(start: $1, count: $2))) }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> HTTPSink? {
        context.map { Unmanaged<HTTPSink>.fromOpaque($0).takeUnretainedValue() }
    }
}
