internal import GitWatcher
internal import Ledger
internal import RunFiles

/// Compares the fates in a ledger with what the mirrors say should have one.
struct LedgerAudit {
    /// Something that the ledger should say and does not, or says and should not.
    struct Finding: Encodable, Hashable {
        let repository: String
        /// The reference; empty for the repository as a whole.
        let ref: String
        /// The commit concerned; empty where there is none.
        let commit: String
        let message: String

        /// One line for a person.
        var text: String {
            [repository, ref, String(commit.prefix(12))].filter { !$0.isEmpty }.joined(separator: " ") + ": \(message)"
        }
    }

    let store: any LedgerStore
    let state: StateFolder

    /// All findings, and how many commits were looked at.
    func findings() async throws -> (findings: [Finding], commits: Int) {
        var findings: [Finding] = []
        var count = 0
        for repository in try await store.repositories() {
            let rows = try await store.commits(of: repository)
            count += rows.count
            findings += try await audit(repository, rows)
        }
        return (findings, count)
    }

    private func audit(_ repository: String, _ rows: [RecordedCommit]) async throws -> [Finding] {
        let tips = try await store.tips(of: repository) ?? [:]
        let events = try await store.events(of: repository)
        var findings = try await contradictions(in: rows, events, of: repository)
        guard !tips.isEmpty else { return findings }
        let mirror: GitRepository
        do {
            mirror = try await GitRepository.discover(from: state.mirror(of: repository))
        } catch {
            return findings + [
                Finding(repository: repository, ref: "", commit: "", message: "the mirror cannot be read: \(error)")
            ]
        }
        for (ref, tip) in tips.sorted(by: { $0.key < $1.key }) {
            let fates = Dictionary(rows.filter { $0.ref == ref }.map { ($0.commit, $0.fate) }) { $1 }
            let holes = await holes(in: repository, ref, tip, fates, mirror)
            guard !holes.isEmpty else { continue }
            let older = try await OlderCommits(ref: ref, rows: rows, events: events, mirror: mirror).find()
            findings += holes.filter { !older.contains($0.commit) }
        }
        return findings
    }

    /// Commits of a branch without a fate: those above one that has one, down to where the branch was seen first.
    private func holes(
        in repository: String, _ ref: String, _ tip: String, _ fates: [String: CommitFate], _ mirror: GitRepository
    ) async -> [Finding] {
        func finding(_ commit: String, _ message: String) -> Finding {
            Finding(repository: repository, ref: ref, commit: commit, message: message)
        }
        guard let id = ObjectID(tip), await mirror.isCommit(id) else {
            guard fates[tip] == nil || ref.hasPrefix("refs/heads/") else { return [] }
            return [finding(tip, "the recorded tip is not in the mirror")]
        }
        guard ref.hasPrefix("refs/heads/") else { return fates[tip] == nil ? [finding(tip, "has no fate")] : [] }
        do {
            var holes: [Finding] = []
            // What lies below the last commit with a fate is older than the watch.
            var suspects: [Finding] = []
            for commit in try await mirror.firstParentLine(of: id, notIn: []).commits.reversed() {
                guard let fate = fates[commit.hex] else {
                    suspects.append(finding(commit.hex, "has no fate"))
                    continue
                }
                holes += suspects
                suspects = []
                if fate == .skipped(FirstSight.reason) { return holes }
            }
            return fates.isEmpty ? holes + suspects.prefix(1) : holes
        } catch {
            return [finding(tip, "the history cannot be read: \(error)")]
        }
    }

    /// Fates that point at something that does not fit.
    private func contradictions(
        in rows: [RecordedCommit], _ events: [RecordedEvent], of repository: String
    ) async throws -> [Finding] {
        var filter = RunFilter()
        filter.repository = repository
        let runs = Dictionary(try await store.runs(filter).map { ($0.id, $0) }) { first, _ in first }
        let known = Set(rows.map { "\($0.ref) \($0.commit)" })
        let numbers = Set(events.map(\.id))
        return rows.compactMap { row in
            let message: String? =
                switch row.fate {
                case .run(let id):
                    // A run that is not there any more was removed for its age.
                    runs[id].flatMap { $0.commit == row.commit ? nil : "its run \(id) is of \($0.commit.prefix(12))" }
                case .coalesced(let newer):
                    known.contains("\(row.ref) \(newer)")
                        ? nil : "it is covered by \(newer.prefix(12)), which has no fate"
                case .vanished(let event):
                    numbers.contains(event) ? nil : "it vanished by event \(event), which is not there"
                case .skipped: nil
                }
            return message.map { Finding(repository: repository, ref: row.ref, commit: row.commit, message: $0) }
        }
    }
}

/// How first sight is written down.
enum FirstSight {
    static let reason = "the branch was seen for the first time"
}
