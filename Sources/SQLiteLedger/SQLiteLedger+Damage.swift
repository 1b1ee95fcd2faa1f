internal import GRDB
public import Ledger

extension SQLiteLedger {
    /// What is wrong with the file itself, a line each; empty if nothing is.
    public func damage() async throws(LedgerFailure) -> [String] {
        try await read("check") { database in
            let lines = try String.fetchAll(database, sql: "PRAGMA quick_check").filter { $0 != "ok" }
            let broken = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
            return lines + broken.map { "a row of \($0["table"] as String) points at nothing" }
        }
    }
}
