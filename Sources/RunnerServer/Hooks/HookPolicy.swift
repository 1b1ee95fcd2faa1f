/// Who may hint at a poll, and what becomes of the hint.
public struct HookPolicy: Sendable {
    /// What a hint for a repository must prove.
    public enum Requirement: Sendable, Equatable {
        /// There is no repository of that name.
        case unknownRepository
        /// Nothing: the address is for those only who may hint.
        case nothing
        /// That it knows this secret.
        case secret(String)
        /// The secret cannot be read just now, so that nobody can know it.
        case unreadableSecret
    }

    /// What is asked of a hint for the repository of that name.
    public let requirement: @Sendable (String) -> Requirement
    /// Makes the repository of that name due.
    public let hint: @Sendable (String) async -> Void
    /// Takes the name and the reason of a hint that is refused.
    public let refusal: @Sendable (String, String) -> Void

    /// Takes all as they are.
    public init(
        requirement: @escaping @Sendable (String) -> Requirement, hint: @escaping @Sendable (String) async -> Void,
        refusal: @escaping @Sendable (String, String) -> Void = { _, _ in }
    ) {
        self.requirement = requirement
        self.hint = hint
        self.refusal = refusal
    }
}
