internal import Ledger
internal import RunFiles
internal import SQLiteLedger

/// A state folder whose ledger a command needs.
struct RunAccess {
    let ledger: SQLiteLedger
    private let state: StateFolder

    /// - Throws: `LedgerFailure.missing` if nothing was ever recorded there.
    init(_ options: StateOptions, _ context: CommandContext) throws {
        state = options.folder(context)
        guard let ledger = try state.existingLedger() else {
            throw LedgerFailure(
                .missing, operation: "open the ledger", subject: state.ledgerPath, detail: "there is none",
                hint: "name the daemon's state folder with --state")
        }
        self.ledger = ledger
    }

    /// Where the mirror of a repository that a daemon watches is.
    func mirror(of repository: String) -> String { state.mirror(of: repository) }

    /// Where the log of a run is.
    func logPath(of run: String) -> String { "\(state.runFolder(run))/log.txt" }
}
