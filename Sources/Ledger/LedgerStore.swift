/// Where a fleet's history is kept: what was seen of each repository, what became of each commit, and every run.
///
/// Each method is one transaction. None asks its caller to read, decide and write in steps, so that several processes, and
/// on a database server several hosts, can share a store. Moments are handed in. All methods throw `LedgerFailure`; what
/// they promised is on disk when they return.
public protocol LedgerStore: Sendable {
    // MARK: Repositories

    /// The recorded tips of a repository's references by full name; `nil` if the repository was never recorded.
    /// References that were deleted are not in it.
    func tips(of repository: String) async throws(LedgerFailure) -> [String: String]?

    /// Records what one look at a repository found and returns the IDs of the runs that this queued, in order.
    ///
    /// Queued and running gate runs of a proposed change give way to newer ones. The change is a reference, but Gerrit has
    /// one for each patch set: there, all but the last part of the name is the change.
    ///
    /// - Throws: `conflict` if a tip is not recorded as the observation says; nothing is recorded then.
    func record(_ observation: Observation, at now: Moment) async throws(LedgerFailure) -> [String]

    /// The commits that are recorded for a repository, in the order in which they became known.
    func commits(of repository: String) async throws(LedgerFailure) -> [RecordedCommit]

    /// The events of a repository, oldest first.
    func events(of repository: String) async throws(LedgerFailure) -> [RecordedEvent]

    /// The names of all recorded repositories, sorted.
    func repositories() async throws(LedgerFailure) -> [String]

    // MARK: Carrying out runs

    /// Claims the most urgent queued run of one of `repositories`, or one whose lease another owner let run out; `nil` if
    /// there is none.
    ///
    /// Of one repository and reference no two are carried out at a time, and none before an older one that waits. Urgent
    /// means of higher priority, then older.
    func claim(
        for owner: RunOwner, among repositories: [String], lease: Duration, at now: Moment
    ) async throws(LedgerFailure) -> ClaimedRun?

    /// Records a run that the calling process has begun by itself, outside of the queue.
    func begin(_ run: RunRecord, owner: RunOwner, lease: Duration, at now: Moment) async throws(LedgerFailure)
        -> RunClaim

    /// Extends the lease of a claim.
    ///
    /// - Throws: `claimLost`.
    func heartbeat(_ claim: RunClaim, lease: Duration, at now: Moment) async throws(LedgerFailure) -> Heartbeat

    /// Records how a stage stands, with its steps; replaces what this attempt recorded of the stage before.
    ///
    /// - Throws: `claimLost`.
    func record(_ stage: RecordedStage, of claim: RunClaim) async throws(LedgerFailure)

    /// Records what was published. A tag that the run has published before keeps its place.
    ///
    /// - Throws: `claimLost`.
    func record(_ images: [RecordedImage], of claim: RunClaim, at now: Moment) async throws(LedgerFailure)

    /// Queues the run that a stage of another run asks for and returns it.
    ///
    /// A stage that asks again gets the run that it was given before. After `retry` it gets a new one where that failed or was
    /// cancelled, and after `retry` from the start always.
    ///
    /// - Throws: `claimLost`; `unknownRepository` if nothing is recorded of the branch; `cycle` if the new run, or a run that
    ///   led to this one, would be the same again, or if the two would wait for each other.
    func trigger(_ request: RunTrigger, of claim: RunClaim, at now: Moment) async throws(LedgerFailure) -> RunRecord

    /// Finds out whether `trigger` would take a request, as far as that does not depend on the moment.
    ///
    /// - Throws: as `trigger`.
    func checkTrigger(_ request: RunTrigger, of claim: RunClaim) async throws(LedgerFailure)

    /// Ends an attempt, and with it the claim.
    ///
    /// - Throws: `claimLost`.
    func finish(_ claim: RunClaim, _ outcome: AttemptOutcome, at now: Moment) async throws(LedgerFailure)

    /// Puts back the runs of daemons other than `owner`, and ends those of commands whose process is dead.
    ///
    /// For a caller who knows, by a lock, that no other daemon is alive; `isAlive` is asked about commands.
    ///
    /// - Returns: The IDs of the runs that wait again.
    func recover(
        for owner: RunOwner, isAlive: @Sendable (RunOwner) -> Bool, at now: Moment
    ) async throws(LedgerFailure) -> [String]

    // MARK: Asking about runs

    /// The runs that a filter lets through, newest first, with their images.
    func runs(_ filter: RunFilter) async throws(LedgerFailure) -> [RunRecord]

    /// The only run whose ID begins with `prefix`, with its images.
    ///
    /// - Throws: `unknownRun` if there is none or more than one.
    func run(_ prefix: String) async throws(LedgerFailure) -> RunRecord

    /// The stages of a run with their steps, in the order in which they began; those of all attempts.
    func stages(of run: String) async throws(LedgerFailure) -> [RecordedStage]

    /// The attempts of a run, oldest first.
    func attempts(of run: String) async throws(LedgerFailure) -> [RecordedAttempt]

    /// The published images whose commit begins with `prefix`, oldest first.
    func images(ofCommit prefix: String) async throws(LedgerFailure) -> [RecordedImage]

    /// The published images that a name, `NAME:TAG`, a reference or a digest means, oldest first.
    func images(called name: String) async throws(LedgerFailure) -> [RecordedImage]

    // MARK: Changing the course of runs

    /// Cancels a queued run, or asks whoever carries it out to stop.
    ///
    /// - Returns: How the run stands now.
    /// - Throws: `wrongState` for a run that has ended.
    func cancel(_ run: String, reason: String, at now: Moment) async throws(LedgerFailure) -> RunStatus

    /// Queues a failed or cancelled run of a daemon again. Its tags keep their time; stages that passed are not run again,
    /// unless `fromStart`.
    ///
    /// - Throws: `wrongState` for any other run.
    func retry(_ run: String, fromStart: Bool, at now: Moment) async throws(LedgerFailure)

    /// Removes the records of runs that a rule does not keep and returns their IDs, for their logs to be removed, too.
    /// Fates of commits and published images stay recorded.
    func prune(_ rule: RetentionRule, at now: Moment) async throws(LedgerFailure) -> [String]
}
