/// What a commit says about itself.
public struct CommitDescription: Sendable, Hashable {
    /// Who made something, and when.
    public struct Signature: Sendable, Hashable {
        /// The person's name; bytes that are not UTF-8 are replaced.
        public let name: String
        /// The person's mail address, without angle brackets.
        public let email: String
        /// Seconds since 1970-01-01 00:00 UTC.
        public let time: Int

        /// Takes each part as it is.
        public init(name: String, email: String, time: Int) {
            self.name = name
            self.email = email
            self.time = time
        }
    }

    /// The commit's own name.
    public let id: ObjectID
    /// The parents in their order; the first is the branch that was merged into. Empty for a root commit.
    public let parents: [ObjectID]
    /// Who wrote the change.
    public let author: Signature
    /// Who made the commit.
    public let committer: Signature
    /// The first paragraph of the message on one line.
    public let summary: String
}
