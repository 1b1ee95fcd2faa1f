import Glibc
import PipelineTestSupport
import Testing

/// What goes wrong around a daemon: nothing is lost, nothing is done twice, and it goes on by itself when the trouble is over.
@Suite(.timeLimit(.minutes(10)))
struct TroubleTests {
    @Test(.enabled(if: geteuid() == 0, "only root can make a disk that is full"))
    func aDiskThatIsFull() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(
                in: sandbox, test: "echo lost in thought; sleep 6; echo the test ran")
            try await withSmallDisk(in: sandbox) {
                var commits: [String] = []
                try await watched.watching { daemon in
                    try await daemon.says("first look")
                    // Full while there is something to fetch.
                    try await sandbox.shell(fill(sandbox))
                    commits.append(try await watched.merge("two"))
                    try await daemon.says("No space left on device")
                    try await sandbox.shell("rm '\(sandbox.state)/filling'")
                    daemon.signal(SIGUSR1)
                    // Full while a test runs.
                    try await sandbox.shell(
                        "until grep -q 'lost in thought$' '\(sandbox.state)'/runs/*/log.txt; do sleep 0.1; done")
                    try await sandbox.shell(fill(sandbox))
                    try await daemon.says("database or disk is full")
                    try await sandbox.shell("rm '\(sandbox.state)/filling'")
                    try await daemon.says("outcome=passed")
                    commits.append(try await watched.merge("three"))
                    try await daemon.says("outcome=passed", count: 2)
                }
                try await expectOneRunEach(watched, commits)
                try await sandbox.expectNothingLeft()
            }
        }
    }

    /// A disk of a few megabytes for the state folder.
    private func withSmallDisk(in sandbox: Sandbox, _ body: () async throws -> Void) async throws {
        try await sandbox.shell("mkdir -p '\(sandbox.state)'; mount -t tmpfs -o size=32m tmpfs '\(sandbox.state)'")
        do {
            try await body()
            try await sandbox.shell("umount '\(sandbox.state)'")
        } catch {
            _ = try? await sandbox.shell("umount --lazy '\(sandbox.state)'")
            throw error
        }
    }

    private func fill(_ sandbox: Sandbox) -> String {
        "head -c 64M /dev/zero > '\(sandbox.state)/filling' 2> /dev/null || true"
    }

    /// The clock of the daemon's process alone: a library shifts it by the seconds that stand in a file.
    @Test func aClockThatJumps() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox, test: "echo lost in thought; sleep 4")
            let clock = "\(sandbox.folder)/clock"
            try write("0", to: clock)
            try write(Self.shiftedClock, to: "\(clock).c")
            try await sandbox.shell(
                "$(command -v clang || command -v cc) -shared -fPIC -o '\(clock).so' '\(clock).c' -ldl")
            let environment = ["LD_PRELOAD": "\(clock).so", "SHIFTED_CLOCK": clock]
            var commits: [String] = []
            try await watched.watching(environment: environment) { daemon in
                try await daemon.says("first look")
                let jumps = [-34_560_000, 34_560_000, 0]
                for (index, jump) in jumps.enumerated() {
                    commits.append(try await watched.merge("\(index)"))
                    try await daemon.says("run begins", count: index + 1)
                    try write("\(jump)", to: clock)
                }
                try await daemon.says("outcome=passed", count: jumps.count)
            }
            try await expectOneRunEach(watched, commits)
            #expect(try await watched.runs().allSatisfy { $0.attempts == 1 })
        }
    }

    private static let shiftedClock = """
        #define _GNU_SOURCE
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>
        static long shift(void) {
            long seconds = 0;
            const char *path = getenv("SHIFTED_CLOCK");
            FILE *file = path ? fopen(path, "re") : NULL;
            if (!file) return 0;
            if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
            fclose(file);
            return seconds;
        }
        int clock_gettime(clockid_t clock, struct timespec *time) {
            int status = syscall(SYS_clock_gettime, clock, time);
            if (status == 0 && clock == CLOCK_REALTIME) time->tv_sec += shift();
            return status;
        }
        time_t time(time_t *result) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (result) *result = now.tv_sec;
            return now.tv_sec;
        }
        int gettimeofday(struct timeval *restrict result, void *restrict zone) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            result->tv_sec = now.tv_sec;
            result->tv_usec = now.tv_nsec / 1000;
            return 0;
        }

        """

    @Test func aLedgerThatAnotherProcessLocks() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox)
            let ledger = "\(sandbox.state)/ledger.sqlite"
            var commits: [String] = []
            try await watched.watching { daemon in
                try await daemon.says("first look")
                async let lock = sandbox.shell(
                    "{ echo 'BEGIN IMMEDIATE;'; echo > locked; sleep 14; echo 'ROLLBACK;'; } | sqlite3 '\(ledger)'")
                try await sandbox.shell("until [ -e locked ]; do sleep 0.1; done")
                commits.append(try await watched.merge("two"))
                try await daemon.says("database is locked")
                // Who only reads is not held up.
                #expect(try await watched.runs().isEmpty)
                _ = try await lock
                try await daemon.says("outcome=passed")
            }
            try await expectOneRunEach(watched, commits)
        }
    }

    @Test func aServerThatHangsInTheMiddleOfAFetch() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox)
            try await sandbox.shell(
                """
                git init --quiet --bare --initial-branch main slow.git; git clone --quiet slow.git slow 2> /dev/null
                cd slow; head -c 1000000 /dev/urandom > big; git add big; git commit --quiet -m 1; git push --quiet origin main
                """)
            let server = try await GitServer(sandbox.folder)
            let proxy = try StallingProxy(to: server.port, answering: 100_000)
            defer { proxy.stop() }
            func fleet(_ port: Int) -> String {
                let name = sandbox.name
                return """
                    limits: {poll-timeout: 3s}
                    defaults: {branches: [main], interval: 1s}
                    repositories:
                      - {name: slow, url: "git://127.0.0.1:\(port)/slow.git"}
                      - {name: \(name), url: "git://127.0.0.1:\(server.port)/\(name).git"}

                    """
            }
            try watched.fleet(fleet(proxy.port))
            var commits: [String] = []
            try await watched.watching { daemon in
                try await daemon.says("first look")
                // The others go on meanwhile.
                commits.append(try await watched.merge("two"))
                try await daemon.says("outcome=passed")
                try await daemon.says("it was not done within 3 s")
                try watched.fleet(fleet(server.port))
                daemon.signal(SIGHUP)
                try await daemon.says("repository=slow", count: 2)
                try await daemon.says("first look", count: 2)
            }
            await server.stop()
            try await expectOneRunEach(watched, commits)
        }
    }

    @Test func aRepositoryThatDisappears() async throws {
        try await withSandbox(.buildah) { sandbox in
            let watched = try await WatchedService(in: sandbox)
            var commits: [String] = []
            try await watched.watching { daemon in
                try await daemon.says("first look")
                try await sandbox.shell("mv '\(sandbox.name).git' away.git")
                try await daemon.says("poll failed")
                try await watched.service.git("remote set-url origin ../away.git")
                for number in 2...3 { commits.append(try await watched.merge("\(number)")) }
                try await sandbox.shell("mv away.git '\(sandbox.name).git'")
                daemon.signal(SIGUSR1)
                try await daemon.says("repository answers again")
                try await daemon.says("outcome=passed", count: 2)
            }
            try await expectOneRunEach(watched, commits)
        }
    }

    /// Each commit has one run, which passed and published one tag, and the ledger is whole.
    private func expectOneRunEach(_ watched: WatchedService, _ commits: [String]) async throws {
        let runs = try await watched.runs()
        #expect(runs.map(\.commit) == commits)
        #expect(runs.allSatisfy { $0.state == "passed" && $0.images.count == 1 })
        #expect(try watched.publishedTags().count == commits.count)
        let verified = try await watched.sandbox.program(["ledger", "verify"])
        #expect(verified.code == 0, "\(verified.output)")
    }
}
