import CommandRunner
import Foundation
import GitWatcher
import PipelineTestSupport
import Testing

@Suite struct MirrorTests {
    /// `up.git` with the clone `work`, on whose branch main is one commit.
    private static let repository = """
        git init -q --bare up.git; git clone -q up.git work 2>&1; cd work
        git commit -q --allow-empty -m 1; git push -q origin main
        """

    private func withMirror(_ body: (GitFixture, GitRemote, Mirror) async throws -> Void) async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell(Self.repository)
            let remote = try GitRemote(url: "\(fixture.root)/up.git")
            try await body(fixture, remote, try await Mirror.open(at: "\(fixture.root)/mirror"))
        }
    }

    private func references(_ fixture: GitFixture) async throws -> [String] {
        try await fixture.shell("git -C mirror for-each-ref --format='%(refname) %(objectname)'")
            .split(separator: "\n").map(String.init)
    }

    @Test func holdsWhatIsWantedAndNothingElse() async throws {
        try await withMirror { fixture, remote, mirror in
            try await fixture.shell(
                """
                cd work; git commit -q --allow-empty -m 2; git push -q origin HEAD:refs/heads/other; git tag -m 1 v1
                git push -q origin v1
                """)
            var asked: [String] = []
            let heads = try await mirror.fetch(from: remote, now: 0) { reference, head in
                asked.append(reference.name)
                #expect(head == "refs/heads/main")
                return reference.name != "refs/heads/other"
            }
            #expect(asked == ["refs/heads/main", "refs/heads/other", "refs/tags/v1"])
            #expect(heads.references.map(\.name) == asked)
            let main = try #require(heads["refs/heads/main"]?.target)
            let tag = try #require(heads["refs/tags/v1"]?.target)
            #expect(try await references(fixture) == ["refs/heads/main \(main)", "refs/tags/v1 \(tag)"])
            let problems = try await fixture.shell(
                "git -C mirror fsck --full --strict --no-progress 2>&1 | { grep -v fsyncObjectFiles || true; }")
            #expect(problems == "")
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/mirror/FETCH_HEAD"))
        }
    }

    @Test func keepsTipsThatNoBranchLeadsTo() async throws {
        try await withMirror { fixture, remote, mirror in
            try await fixture.shell(
                """
                cd work; git commit -q --allow-empty -m lost; git push -q origin main HEAD:refs/heads/gone
                """)
            let lost = try await fixture.id("git -C work rev-parse HEAD")
            _ = try await mirror.fetch(from: remote, now: 100) { _, _ in true }
            try await fixture.shell(
                """
                cd work; git reset -q --hard HEAD~; git commit -q --allow-empty -m new; git push -q -f origin main
                git push -q origin :gone
                """)
            _ = try await mirror.fetch(from: remote, now: 200) { _, _ in true }
            let main = try await fixture.id("git -C work rev-parse HEAD")
            #expect(try await references(fixture) == ["refs/heads/main \(main)", "refs/kept/200-\(lost) \(lost)"])
            try await mirror.collectGarbage(with: TestEnvironment.runner)
            #expect(try await mirror.repository().isCommit(lost))
            try await mirror.forgetTips(keptBefore: 201, but: [lost])
            try await mirror.forgetTips(keptBefore: 200)
            #expect(try await references(fixture).count == 2)
            try await mirror.forgetTips(keptBefore: 201)
            #expect(try await references(fixture) == ["refs/heads/main \(main)"])
        }
    }

    @Test func followsABranchThatBecomesAFolderOfBranches() async throws {
        try await withMirror { fixture, remote, mirror in
            try await fixture.shell("cd work; git push -q origin HEAD:refs/heads/a")
            _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
            try await fixture.shell("cd work; git push -q origin :a; git push -q origin HEAD:refs/heads/a/b")
            _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
            #expect(
                try await references(fixture).compactMap { $0.split(separator: " ").first }
                    == ["refs/heads/a/b", "refs/heads/main"])
        }
    }

    @Test func putsRightWhatAKilledProcessLeft() async throws {
        try await withMirror { fixture, remote, mirror in
            _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
            try await fixture.shell(
                """
                cd mirror; mkdir -p refs/heads/deep objects/ab
                touch HEAD.lock packed-refs.lock config.lock refs/heads/main.lock refs/heads/deep/x.lock
                touch objects/pack/pack_git2_AbCdEf objects/pack/tmp_pack_AbCdEf objects/ab/tmp_obj_AbCdEf
                echo '99999999 example' > gc.pid
                cd ../work; git commit -q --allow-empty -m 2; git push -q origin main; git -C ../mirror gc -q || true
                """)
            let again = try await Mirror.open(at: "\(fixture.root)/mirror")
            _ = try await again.fetch(from: remote, now: 0) { _, _ in true }
            let left = try await fixture.shell(
                "find mirror -name '*.lock' -o -name '*pack_*' -o -name 'tmp_*' -o -name gc.pid")
            #expect(left == "")
            let main = try await fixture.id("git -C work rev-parse HEAD")
            #expect(try await references(fixture) == ["refs/heads/main \(main)"])
        }
    }

    @Test func startsAfreshWhereThereIsHalfARepository() async throws {
        try await GitFixture.with { fixture in
            try await fixture.shell("mkdir -p mirror/objects mirror.new/refs; touch mirror.new/HEAD")
            let mirror = try await Mirror.open(at: "\(fixture.root)/mirror")
            #expect(mirror.folder == "\(fixture.root)/mirror")
            #expect(try await fixture.shell("ls; git -C mirror config core.bare") == "mirror\ntrue\n")
        }
    }

    @Test func remembersNotes() async throws {
        try await GitFixture.with { fixture in
            let mirror = try await Mirror.open(at: "\(fixture.root)/mirror")
            #expect(try await mirror.note("a.b-c") == nil)
            for text in ["head tag:v*", "branch:x\"y"] {
                try await mirror.setNote("a.b-c", to: text)
                #expect(try await Mirror.open(at: "\(fixture.root)/mirror").note("a.b-c") == text)
            }
        }
    }

    @Test func readersSurviveACollection() async throws {
        try await withMirror { fixture, remote, mirror in
            _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
            let reader = try await mirror.repository()
            let first = try await fixture.id("git -C work rev-parse HEAD")
            try await fixture.shell("cd work; git commit -q --allow-empty -m 2; git push -q origin main")
            _ = try await mirror.fetch(from: remote, now: 0) { _, _ in true }
            #expect(await !mirror.isWorthCollecting())
            try await mirror.collectGarbage(with: TestEnvironment.runner)
            let second = try await fixture.id("git -C work rev-parse HEAD")
            #expect(try await reader.firstParentLine(of: second, notIn: [first]).commits == [second])
            #expect(try await fixture.shell("ls mirror/objects/pack/*.pack | wc -l") == "1\n")
        }
    }
}
