internal import GRDB
internal import Ledger

/// The tables, and how an older file gets them.
enum LedgerSchema {
    /// Migrates the file behind `pool`.
    ///
    /// - Throws: `LedgerFailure.tooNew`, and what the database throws.
    static func bringUpToDate(_ pool: DatabasePool) throws {
        let migrator = migrator
        let isReady = try pool.read { database in
            guard try !migrator.hasBeenSuperseded(database) else {
                throw LedgerFailure(
                    .tooNew, operation: "open the ledger", subject: pool.path,
                    detail: "a newer version of pipeline-runner wrote it", hint: "use that version, or a newer one")
            }
            return try migrator.hasCompletedMigrations(database)
        }
        if !isReady { try migrator.migrate(pool) }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: repositories)
            try database.execute(sql: runs)
        }
        migrator.registerMigration("2") { try $0.execute(sql: triggers) }
        return migrator
    }

    private static let repositories = """
        CREATE TABLE repositories (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            url TEXT NOT NULL,
            -- Whether it was looked at; commands record runs of repositories that nobody watches.
            isWatched INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE refs (
            id INTEGER PRIMARY KEY,
            repository INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            -- NULL: it was deleted.
            tip TEXT,
            updatedAt INTEGER NOT NULL,
            UNIQUE (repository, name)
        ) STRICT;

        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            ref INTEGER NOT NULL REFERENCES refs (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            old TEXT,
            new TEXT,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX eventsOfRef ON events (ref);

        CREATE TABLE commits (
            id INTEGER PRIMARY KEY,
            ref INTEGER NOT NULL REFERENCES refs (id) ON DELETE CASCADE,
            hash TEXT NOT NULL,
            fate TEXT NOT NULL CHECK (fate IN ('run', 'coalesced', 'skipped', 'vanished')),
            -- The run's ID, which outlives the run's records; the newer commit; the reason.
            detail TEXT,
            event INTEGER REFERENCES events (id),
            recordedAt INTEGER NOT NULL,
            UNIQUE (ref, hash),
            CHECK ((fate = 'vanished') = (event IS NOT NULL) AND (fate = 'vanished') = (detail IS NULL))
        ) STRICT;
        CREATE INDEX commitsByHash ON commits (hash);
        """

    private static let runs = """
        CREATE TABLE runs (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            repository INTEGER NOT NULL REFERENCES repositories (id),
            ref TEXT NOT NULL,
            hash TEXT NOT NULL,
            cause TEXT NOT NULL,
            branch TEXT,
            tag TEXT,
            priority INTEGER NOT NULL,
            origin TEXT NOT NULL CHECK (origin IN ('daemon', 'command')),
            status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'passed', 'failed', 'cancelled')),
            attempts INTEGER NOT NULL DEFAULT 0,
            -- The first attempt whose passed stages count.
            firstAttempt INTEGER NOT NULL DEFAULT 1,
            createdAt INTEGER NOT NULL,
            startedAt INTEGER,
            finishedAt INTEGER,
            stamp INTEGER,
            -- When the next attempt may begin; NULL: at once.
            notBefore INTEGER,
            message TEXT,
            isToBeCancelled INTEGER NOT NULL DEFAULT 0,
            owner TEXT,
            leaseUntil INTEGER,
            fence INTEGER NOT NULL DEFAULT 0,
            CHECK ((status = 'running') = (owner IS NOT NULL))
        ) STRICT;
        CREATE INDEX runsInProgress ON runs (repository, ref, seq) WHERE status IN ('queued', 'running');
        CREATE INDEX runsQueued ON runs (priority DESC, seq) WHERE status = 'queued';
        CREATE INDEX runsRunning ON runs (leaseUntil) WHERE status = 'running';
        CREATE INDEX runsOfRepository ON runs (repository, seq);
        CREATE INDEX runsByHash ON runs (hash);
        CREATE INDEX runsByStatus ON runs (status, seq);
        -- Two runs of a repository never make the same tag.
        CREATE UNIQUE INDEX stamps ON runs (repository, stamp) WHERE origin = 'daemon';

        CREATE TABLE attempts (
            run INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            owner TEXT NOT NULL,
            fence INTEGER NOT NULL,
            startedAt INTEGER NOT NULL,
            finishedAt INTEGER,
            outcome TEXT,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE stages (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            pipeline TEXT NOT NULL,
            stage TEXT NOT NULL,
            status TEXT NOT NULL,
            startedAt INTEGER NOT NULL,
            finishedAt INTEGER,
            message TEXT,
            bound TEXT,
            logStart INTEGER,
            logEnd INTEGER,
            UNIQUE (run, attempt, pipeline, stage),
            FOREIGN KEY (run, attempt) REFERENCES attempts (run, number) ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE steps (
            stage INTEGER NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            title TEXT NOT NULL,
            startedAt INTEGER NOT NULL,
            PRIMARY KEY (stage, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE images (
            id INTEGER PRIMARY KEY,
            -- NULL: the run's records were removed.
            run INTEGER REFERENCES runs (seq) ON DELETE SET NULL,
            runID TEXT NOT NULL,
            name TEXT NOT NULL,
            tag TEXT NOT NULL,
            digest TEXT NOT NULL,
            reference TEXT NOT NULL,
            hash TEXT NOT NULL,
            parents TEXT NOT NULL,
            buildKey TEXT,
            publishedAt INTEGER NOT NULL,
            UNIQUE (runID, reference)
        ) STRICT;
        CREATE INDEX imagesOfRun ON images (run);
        CREATE INDEX imagesByHash ON images (hash);
        CREATE INDEX imagesByName ON images (name, tag);
        CREATE INDEX imagesByDigest ON images (digest);
        CREATE INDEX imagesByReference ON images (reference);
        """

    private static let triggers = """
        -- The first attempt since the run was begun, or retried last.
        ALTER TABLE runs ADD COLUMN course INTEGER NOT NULL DEFAULT 1;

        CREATE TABLE triggers (
            id INTEGER PRIMARY KEY,
            -- The ID of the run whose step it was; its records may have been removed since.
            source TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            pipeline TEXT NOT NULL,
            stage TEXT NOT NULL,
            -- What was queued.
            run INTEGER NOT NULL UNIQUE REFERENCES runs (seq) ON DELETE CASCADE,
            -- NULL: all pipelines that a merge runs.
            wanted TEXT,
            parameters TEXT NOT NULL,
            waits INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX triggersOfRun ON triggers (source, pipeline, stage);
        """
}
