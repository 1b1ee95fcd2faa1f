/// A reference as a server lists it.
public struct RemoteReference: Sendable, Hashable {
    /// The full name: `refs/heads/main`, `refs/tags/v1`.
    public let name: String
    /// What it points at: a commit, or the object of an annotated tag.
    public let target: ObjectID
    /// What an annotated tag leads to in the end; `nil` for everything else.
    public let peeled: ObjectID?

    /// Takes each part as it is.
    public init(name: String, target: ObjectID, peeled: ObjectID? = nil) {
        self.name = name
        self.target = target
        self.peeled = peeled
    }

    /// What the name leads to in the end; a commit for every branch and nearly every tag.
    public var commit: ObjectID { peeled ?? target }
}
