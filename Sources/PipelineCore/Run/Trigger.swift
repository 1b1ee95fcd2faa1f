/// Why a run takes place; decides which pipelines run and whether they publish.
public enum Trigger: String, Sendable, Hashable, CaseIterable {
    /// A developer asks for it.
    case local
    /// A proposed change, before it is merged.
    case gate
    /// A merged commit.
    case merge
    /// A pushed tag.
    case tag

    /// Whether `publish` steps push unless the caller says otherwise.
    public var publishesByDefault: Bool { self == .merge || self == .tag }
}
