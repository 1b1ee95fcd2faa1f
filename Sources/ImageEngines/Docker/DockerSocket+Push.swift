internal import CommandRunner
internal import HTTP
internal import OCI
internal import PipelineCore
internal import Synchronization

extension DockerSocket {
    /// Pushes a name and hands on what the client would print; whether that worked, `nil` where the client has to.
    func push(_ reference: ImageReference, onLine: @escaping OutputHandler) async throws -> Bool? {
        guard isAllOfTheClient else { return nil }
        let progress = PushProgress(onLine)
        // An empty object says that there is no account.
        let answer = try await answer(
            "POST", "images/\(reference.name)/push", query: "tag=\(reference.tag ?? "latest")",
            header: "X-Registry-Auth: e30=", to: HTTPSink(onBody: progress.feed), patiently: true)
        guard answer?.status == 200 else { return nil }
        return progress.isWithoutError
    }
}

/// Reads the JSON objects, one a line, in which the Docker Engine API's `ImagePush` tells of its work.
private final class PushProgress: Sendable {
    private struct State {
        var splitter = LineSplitter()
        var hasError = false
    }

    private let state = Mutex(State())
    private let handler: OutputHandler

    init(_ handler: @escaping OutputHandler) { self.handler = handler }

    var isWithoutError: Bool { state.withLock { !$0.hasError } }

    func feed(_ bytes: [UInt8]) {
        state.withLock { state in
            var hasError = false
            let emit = { [handler] (line: String) in
                let object = JSONValue.parse(Array(line.utf8))
                if let error = object?["error"]?.text {
                    hasError = true
                    handler(OutputLine(.standardError, error))
                } else if let status = object?["status"]?.text, object?["progress"] == nil {
                    let layer = object?["id"]?.text.map { "\($0): " } ?? ""
                    handler(OutputLine(.standardOutput, layer + status))
                }
            }
            bytes.withUnsafeBytes { state.splitter.feed($0, emit: emit) }
            if hasError { state.hasError = true }
        }
    }
}
