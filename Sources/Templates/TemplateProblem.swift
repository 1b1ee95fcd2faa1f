/// Why a filter, a test or an operator cannot do its work; whoever called it knows the place.
public struct TemplateProblem: Error, Sendable, Hashable {
    /// What is wrong, in one line without a final full stop.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// The last part of the diagnostic's code.
    let kind: String

    /// A problem with the message `message`.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
        kind = "evaluation"
    }

    /// The use of a name that has no value.
    init(undefined message: String) {
        self.message = message
        hint = nil
        kind = "undefined"
    }

    /// The use of what an `if` without `else` comes to.
    static let absent = TemplateProblem(undefined: "this `if` is not true and has no `else`")
}
