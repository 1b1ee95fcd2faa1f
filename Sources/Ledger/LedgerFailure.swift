/// The ledger could not do what it was asked to.
public struct LedgerFailure: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Hashable {
        /// The state folder has no ledger yet.
        case missing
        /// It cannot be opened: permissions, a file that is none of ours.
        case unusable
        /// It was written by a newer version of this program.
        case tooNew
        /// Another process holds it for longer than one should.
        case busy
        /// Its file is damaged.
        case damaged
        /// The file system is full.
        case diskFull
        /// Someone else has taken the run over, or it was put back; whoever gets this must stop.
        case claimLost
        /// The recorded tip of a reference is not the one that the observation started from: observe again.
        case conflict
        /// There is no such run.
        case unknownRun
        /// The repository or its branch was never seen.
        case unknownRepository
        /// The run that is asked for would come back to the one that asks, again and again, or wait for it.
        case cycle
        /// The run's state does not allow it.
        case wrongState
        /// Anything else, in the database's own words.
        case other
    }

    /// The kind of failure.
    public let code: Code
    /// What was being done, as a phrase that fits behind "cannot": `open the ledger`.
    public let operation: String
    /// What it was done to: a path, a run.
    public let subject: String
    /// What was found instead, or what the database said.
    public let detail: String
    /// What to do next.
    public let hint: String?

    /// Describes one failure; see the properties for the form of each part.
    public init(_ code: Code, operation: String, subject: String, detail: String, hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.detail = detail
        self.hint = hint
    }
}

extension LedgerFailure: CustomStringConvertible {
    /// What failed on which subject, why, and what to do.
    public var description: String {
        let text = "cannot \(operation) \(subject): \(detail)"
        return hint.map { "\(text)\n  help: \($0)" } ?? text
    }
}
