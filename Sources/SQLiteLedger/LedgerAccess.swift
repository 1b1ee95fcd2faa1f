internal import GRDB
internal import Ledger

/// What is being done to the database, for the failures that come of it.
struct LedgerAccess {
    let operation: String
    let subject: String

    func run<Value>(_ body: () throws -> Value) throws(LedgerFailure) -> Value {
        do { return try body() } catch { throw failure(error) }
    }

    /// Any error as one of the ledger's.
    func failure(_ error: any Error) -> LedgerFailure {
        switch error {
        case let known as LedgerFailure: known
        case let error as DatabaseError: failure(error)
        default: LedgerFailure(.other, operation: operation, subject: subject, detail: "\(error)")
        }
    }

    private func failure(_ error: DatabaseError) -> LedgerFailure {
        let message = error.message ?? error.resultCode.description
        func made(_ code: LedgerFailure.Code, hint: String?) -> LedgerFailure {
            LedgerFailure(code, operation: operation, subject: subject, detail: message, hint: hint)
        }
        switch error.resultCode {
        case .SQLITE_FULL:
            return made(.diskFull, hint: "make room; nothing that was recorded before is lost")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return made(.busy, hint: "another process writes to it for long; try again, and end it if it hangs")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return made(
                .damaged,
                hint: "put the file back from a backup, or move it and the files beside it away: "
                    + "a new ledger begins with the branches as they are then")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            return made(.unusable, hint: "see to it that this user may write to the file and its folder")
        case .SQLITE_IOERR:
            return made(.other, hint: "look at the disk: the system's log may say more")
        default:
            return made(.other, hint: nil)
        }
    }
}
