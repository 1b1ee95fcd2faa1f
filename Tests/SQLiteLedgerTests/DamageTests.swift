import FoundationEssentials
import GRDB
import Ledger
import PipelineTestSupport
import Testing

@testable import SQLiteLedger

private typealias F = LedgerFixture

struct DamageTests {
    @Test func thereIsNoLedger() async throws {
        let failure = try await ledgerFailure {
            _ = try SQLiteLedger.existing(at: "/nowhere/ledger.sqlite", naming: F.numbered())
        }
        #expect(
            failure?.description == """
                cannot open the ledger /nowhere/ledger.sqlite: No such file or directory
                  help: name the daemon's state folder with --state
                """)
    }

    @Test func aFileThatIsNoDatabase() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/ledger.sqlite"
            try write(String(repeating: "this is no database. ", count: 500), to: path)
            let failure = try await ledgerFailure { _ = try SQLiteLedger(at: path, naming: F.numbered()) }
            #expect(
                failure?.description == """
                    cannot open the ledger \(path): file is not a database
                      help: put the file back from a backup, or move it and the files beside it away: a new ledger \
                    begins with the branches as they are then
                    """)
            #expect(failure?.code == .damaged)
        }
    }

    @Test func aDamagedDatabaseIsReportedAndNotMadeWorse() async throws {
        try await withLedger { fixture in
            for number in 0..<50 {
                _ = try await fixture.ledger.record(F.push([F.commit(number)], of: "r\(number)"), at: F.at(0))
            }
            try await fixture.ledger.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try fixture.ledger.pool.close()
            var data = try #require(contents(of: fixture.path))
            for index in 8192..<data.count { data[index] = 0xAB }
            try data.write(to: URL(filePath: fixture.path))
            let failure = try await ledgerFailure {
                let ledger = try SQLiteLedger(at: fixture.path, naming: F.numbered())
                _ = try await ledger.claim(for: F.owner, among: F.repositories, lease: F.lease, at: F.at(1))
                _ = try await ledger.runs(RunFilter())
            }
            #expect(failure?.code == .damaged)
            #expect(contents(of: fixture.path) == data)
        }
    }

    @Test func anotherProcessThatWritesForLong() async throws {
        try await withLedger { fixture in
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let blocker = try DatabaseQueue(path: fixture.path, configuration: configuration)
            let impatient = try SQLiteLedger(at: fixture.path, patience: .zero, naming: F.numbered())
            try await blocker.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let failure = try await ledgerFailure {
                _ = try await impatient.record(F.push([F.commit(1)]), at: F.at(0))
            }
            #expect(
                failure?.description == """
                    cannot record what was seen of hello: database is locked
                      help: another process writes to it for long; try again, and end it if it hangs
                    """)
            #expect(try await impatient.runs(RunFilter()).isEmpty, "readers are not held up")
            try await blocker.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            #expect(try await impatient.record(F.push([F.commit(1)]), at: F.at(0)) == ["r1"])
        }
    }

    @Test func aFullDiskLosesNothingThatWasRecorded() async throws {
        try await withLedger { fixture in
            _ = try await fixture.ledger.record(F.push([F.commit(1)]), at: F.at(0))
            try await fixture.ledger.pool.writeWithoutTransaction { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
            var failure: LedgerFailure?
            var recorded = 1
            while failure == nil {
                failure = try await ledgerFailure {
                    _ = try await fixture.ledger.record(
                        F.push([F.commit(recorded)], of: "repository-\(recorded)"), at: F.at(recorded))
                }
                if failure == nil { recorded += 1 }
            }
            #expect(failure?.code == .diskFull)
            #expect(failure?.hint == "make room; nothing that was recorded before is lost")
            #expect(try await fixture.ledger.runs(RunFilter()).count == recorded)
            #expect(try await fixture.ledger.tips(of: "repository-\(recorded)") == nil)
        }
    }

    @Test func aLedgerOfANewerVersionIsLeftAlone() async throws {
        try await withLedger { fixture in
            try await fixture.ledger.pool.write { database in
                try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99')")
            }
            let failure = try await ledgerFailure {
                _ = try SQLiteLedger(at: fixture.path, naming: F.numbered())
            }
            #expect(
                failure?.description == """
                    cannot open the ledger \(fixture.path): a newer version of pipeline-runner wrote it
                      help: use that version, or a newer one
                    """)
        }
    }
}

private func contents(of path: String) -> Data? { try? Data(contentsOf: URL(filePath: path)) }
