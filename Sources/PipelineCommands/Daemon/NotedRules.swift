internal import Synchronization

/// By which rules this process knows each repository to have been looked at last; its mirror remembers them beyond the process.
final class NotedRules: Sendable {
    private let rules = Mutex<[String: String]>([:])

    /// Notes the rules of a repository; returns whether they were others, or unknown.
    func note(_ text: String, for repository: String) -> Bool {
        rules.withLock { $0.updateValue(text, forKey: repository) != text }
    }
}
