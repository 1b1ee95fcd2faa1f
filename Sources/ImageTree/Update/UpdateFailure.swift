/// Changelogs could not be written.
public struct UpdateFailure: Error, Sendable, Equatable {
    /// What failed, and why.
    public let cause: BaseFailure
    /// The changelogs that have their new entries all the same, because they could not be put back; usually none.
    public let changed: [String]
}

extension UpdateFailure: CustomStringConvertible {
    /// What failed, and what has become of the changelogs.
    public var description: String {
        changed.isEmpty
            ? "\(cause); no changelog was changed"
            : "\(cause); these changelogs have their new entries and could not be put back: "
                + changed.joined(separator: ", ")
    }
}
