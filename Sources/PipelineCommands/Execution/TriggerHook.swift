internal import CommandRunner
internal import Messaging
internal import PipelineCore

/// An address that `trigger` steps post to.
///
/// Its answer is the outcome. `202 Accepted` with a `Location` says that there is none yet: who waits asks there.
struct TriggerHook {
    let name: String
    let address: WebAddress
    let runner: CommandRunner
    let authorities: String?

    private static let pause = Duration.seconds(2)

    func start(
        _ call: TriggerCall, delivery: String, at time: UTCTime, output: OutputHandler
    ) async throws -> TriggerOutcome {
        // What takes as long as it takes is not asked for twice.
        let curl =
            call.waits
            ? CurlProgram(runner, authorities: authorities, timeLimit: call.limit, retries: 0)
            : CurlProgram(runner, authorities: authorities)
        do {
            let mention = StageMention(call.stage, run: call.run, of: call.source, log: call.log, at: time)
            let body = JSONText.line(StageMessage(mention: mention, content: TriggerContent(call)))
            let answer = try await curl.post(body, to: address, delivery: delivery)
            output(OutputLine(.standardOutput, "\(address.name) answered \(answer.status)"))
            guard call.waits else { return .started }
            if answer.status == 202 { try await wait(at: answer.location, output) }
            return .passed
        } catch let failure as MessageFailure {
            let status = failure.status ?? 0
            if call.waits, status >= 400 { return .failed("\(failure)") }
            throw TriggerFailure(
                "\(name) was not started: \(failure.subject): \(failure.reason)", hint: failure.hint,
                isPassing: status == 0 || status == 429 || status >= 500)
        }
    }

    /// Asks until the answer is another than 202.
    private func wait(at location: String, _ output: OutputHandler) async throws {
        let place = try place(of: location)
        output(OutputLine(.standardOutput, "waiting for \(place.name)"))
        let curl = CurlProgram(runner, authorities: authorities)
        while true {
            try await Task.sleep(for: Self.pause)
            do {
                let answer = try await curl.get(place)
                if answer.status == 202 { continue }
                output(OutputLine(.standardOutput, "\(place.name) answered \(answer.status)"))
                return
            } catch let failure as MessageFailure where (failure.status ?? 0) == 0 {
                // A server that is away for a moment has not said how it ended.
                output(OutputLine(.standardError, "\(failure)"))
            }
        }
    }

    /// The credential is for the host of the hook alone.
    private func place(of location: String) throws(TriggerFailure) -> WebAddress {
        let origin = Self.origin(of: address.url)
        let hint = "let it answer when all is done, or with a `Location` at \(origin)"
        guard !location.isEmpty else {
            throw TriggerFailure(
                "\(name) cannot be waited for: \(address.name) answered 202, and does not say where its end can be asked for",
                hint: hint)
        }
        if location.hasPrefix("/"), !location.hasPrefix("//") {
            return WebAddress(url: origin + location, credential: address.credential)
        }
        guard Self.origin(of: location) == origin else {
            throw TriggerFailure(
                "\(name) cannot be waited for: \(address.name) sends to \(location), which is another host", hint: hint)
        }
        return WebAddress(url: location, credential: address.credential)
    }

    /// `SCHEME://HOST[:PORT]` in lower case.
    private static func origin(of url: String) -> String {
        guard let end = url.firstRange(of: "://") else { return "" }
        return (url[..<end.upperBound] + url[end.upperBound...].prefix { !"/?#".contains($0) }).lowercased()
    }
}

/// What a message about a call says besides who calls.
private struct TriggerContent: Encodable {
    let event = "trigger"
    let trigger: String
    let parameters: [String: String]
    let images: [TriggerCall.Image]
    let wait: Bool

    init(_ call: TriggerCall) {
        trigger = call.name
        (parameters, images, wait) = (call.parameters, call.images, call.waits)
    }
}
