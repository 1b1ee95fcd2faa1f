internal import FoundationEssentials

/// What a forge says has happened, as far as it matters: whether branches, tags or proposed changes may have changed.
enum HookEvent: Equatable {
    /// Worth a poll. So is everything that is not understood: a hint costs little, and a poll decides.
    case change
    /// Something else, such as a comment; named for the answer.
    case other(String)

    private struct Body: Decodable {
        let type: String?
    }

    /// - Parameters:
    ///   - header: The value of a header, whatever the case of its name.
    ///   - body: The beginning of the body.
    init(header: (String) -> String?, body: [UInt8]) {
        if let event = header("X-GitHub-Event") {
            self = ["push", "create", "delete", "pull_request"].contains(event) ? .change : .other(event)
        } else if let event = header("X-Gitlab-Event") {
            let worthALook = ["Push Hook", "Tag Push Hook", "Merge Request Hook", "System Hook"]
            self = worthALook.contains(event) ? .change : .other(event)
        } else if let type = try? JSONDecoder().decode(Body.self, from: Data(body)).type {
            // Gerrit's events; others use the key for things that are worth a look.
            let isGerrit = type.contains("-") && type.allSatisfy { $0 == "-" || $0.isLowercase }
            let worthALook = ["ref-updated", "change-merged", "patchset-created"]
            self = isGerrit && !worthALook.contains(type) ? .other(type) : .change
        } else {
            self = .change
        }
    }
}
