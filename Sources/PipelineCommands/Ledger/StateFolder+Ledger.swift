internal import Glibc
internal import Ledger
internal import PipelineCore
internal import RunFiles
internal import SQLiteLedger

extension StateFolder {
    /// The file that the ledger is in.
    var ledgerPath: String { "\(path)/ledger.sqlite" }

    /// The ledger for reading and changing what is there; `nil` if there is none yet.
    func existingLedger() throws(LedgerFailure) -> SQLiteLedger? {
        do throws(LedgerFailure) {
            return try SQLiteLedger.existing(at: ledgerPath, naming: Self.name)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// The ledger; it is made if there is none.
    func ledger() throws -> SQLiteLedger {
        try makeFolder(path)
        return try SQLiteLedger(at: ledgerPath, naming: Self.name)
    }

    private static func name(_ moment: Moment) -> String {
        RunID(startingAt: UTCTime(seconds: moment.seconds)).description
    }
}

extension CommandContext {
    /// Now, to the millisecond.
    var moment: Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
