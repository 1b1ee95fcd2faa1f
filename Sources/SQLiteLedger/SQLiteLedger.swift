internal import FoundationEssentials
internal import GRDB
internal import Glibc
public import Ledger

/// The ledger of a state folder, in an SQLite file.
///
/// The file is in WAL mode: readers in other processes see the last committed state while a daemon writes, and a killed
/// process leaves nothing half-written. Each commit waits for the disk, so that it outlives a power failure, too.
public final class SQLiteLedger: LedgerStore {
    /// Makes the ID of a run that is recorded at a moment; no two may be equal.
    public typealias RunNaming = @Sendable (Moment) -> String

    /// The file's absolute path.
    public let path: String
    let pool: DatabasePool
    let name: RunNaming

    /// Opens the ledger at `path`, in a folder that exists, and makes it or brings it up to date.
    ///
    /// A writer that finds another process writing waits `patience`, by default ten seconds.
    ///
    /// - Throws: `unusable`, `tooNew`, `busy`, `damaged` or `diskFull`.
    public init(
        at path: String, patience: Duration = .seconds(10), naming: @escaping RunNaming
    ) throws(LedgerFailure) {
        self.path = path
        name = naming
        let access = LedgerAccess(operation: "open the ledger", subject: path)
        pool = try access.run {
            let pool = try DatabasePool(path: path, configuration: Self.configuration(patience))
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try LedgerSchema.bringUpToDate(pool)
            return pool
        }
    }

    /// Opens the ledger at `path` if there is one.
    ///
    /// - Throws: `missing`, and what the initialiser throws.
    public static func existing(
        at path: String, naming: @escaping RunNaming
    ) throws(LedgerFailure) -> SQLiteLedger {
        guard access(path, F_OK) == 0 else {
            throw LedgerFailure(
                .missing, operation: "open the ledger", subject: path, detail: String(cString: strerror(errno)),
                hint: "name the daemon's state folder with --state")
        }
        return try SQLiteLedger(at: path, naming: naming)
    }

    private static func configuration(_ patience: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(Double(patience.components.seconds))
        return configuration
    }

    /// Reads in one transaction.
    func read<Value: Sendable>(
        _ operation: String, _ subject: String? = nil, _ body: @Sendable @escaping (Database) throws -> Value
    ) async throws(LedgerFailure) -> Value {
        let access = LedgerAccess(operation: operation, subject: subject ?? path)
        let pool = pool
        do { return try await Task { try await pool.read(body) }.value } catch { throw access.failure(error) }
    }

    /// Writes in one transaction, which is on disk when this returns.
    ///
    /// In a task of its own: that somebody was cancelled has to be written down, too.
    func write<Value: Sendable>(
        _ operation: String, _ subject: String? = nil, _ body: @Sendable @escaping (Database) throws -> Value
    ) async throws(LedgerFailure) -> Value {
        let access = LedgerAccess(operation: operation, subject: subject ?? path)
        let pool = pool
        do { return try await Task { try await pool.write(body) }.value } catch { throw access.failure(error) }
    }
}
