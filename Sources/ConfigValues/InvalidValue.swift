/// Why a text is no value of the kind that is wanted.
public struct InvalidValue: Error, Sendable, Hashable {
    /// What is wrong, fit to stand behind the value: `begins with a slash`.
    public let reason: String
    /// What to write instead.
    public let hint: String?

    /// Describes one text.
    public init(_ reason: String, hint: String? = nil) {
        self.reason = reason
        self.hint = hint
    }
}
