import Foundation
import GitWatcher
import Testing

@Suite struct CheckOutTests {
    /// Files of every kind that git can hold.
    private static let everyKind = #"""
        git init -q repo; cd repo
        printf 'one\n' > plain; printf '#!/bin/sh\n' > tool; chmod 755 tool; : > empty
        mkdir -p deep/er/still; echo x > deep/er/still/file
        ln -s plain link; ln -s nowhere dangling; ln -s /etc/passwd absolute; ln -s ../../outside up; ln -s deep folder-link
        printf 'a\r\nb\n' > crlf; head -c 300000 /dev/zero > zeros
        printf u > 'größe 日本.txt'; printf s > ' leading and trailing '; printf q > "quote'\"\\back"
        printf n > $'new\nline'; printf t > $'tab\there'; printf '*' > '-rf'; printf b > $'bytes-\xff\xfe'
        chmod 600 plain; chmod 700 deep
        git add -A; git commit -qm first
        """#

    @Test func writesEveryKindOfFileExactly() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id("\(Self.everyKind); git rev-parse HEAD")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            try await repository.checkOut(id, into: "\(fixture.root)/out")
            let expected = lines(ofTree: try await fixture.shell("git -C repo ls-tree -rz HEAD"))
            #expect(expected.count == 18)
            #expect(try listing(of: "\(fixture.root)/out") == expected)
        }
    }

    @Test func writesAnotherCommitAndLeavesTheWorkTreeAlone() async throws {
        try await GitFixture.with { fixture in
            let first = try await fixture.id("\(Self.everyKind); git rev-parse HEAD")
            try await fixture.shell(
                """
                cd repo; echo two > plain; rm tool; git add -A; git commit -qm second
                echo staged > staged; git add staged; echo dirty > plain; rm empty; echo untracked > untracked
                """)
            let state =
                "cd repo; git --no-optional-locks status --porcelain=v2; sha256sum .git/index .git/HEAD; find .git -printf '%p %T@\\n' | sort"
            let before = try await fixture.shell(state)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            try await repository.checkOut(first, into: "\(fixture.root)/out")
            #expect(try await fixture.shell(state) == before)
            #expect(
                try await listing(of: "\(fixture.root)/out")
                    == lines(ofTree: fixture.shell("git -C repo ls-tree -rz HEAD~1")))
        }
    }

    @Test func obeysNoConfigurationAttributeFilterOrHook() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                #"""
                git init -q repo; cd repo
                printf 'a\nb\n' > text.txt; printf '$Id$ x\n' > ident.txt; printf 'plain' > filtered; printf u | iconv -t UTF-16 > utf16.txt
                printf '#!/bin/sh\n' > tool; chmod 755 tool; ln -s tool link; mkdir sub; echo x > sub/file
                printf '*.txt text eol=crlf ident\nfiltered filter=evil\nutf16.txt working-tree-encoding=UTF-16\nsub export-ignore\n' \
                    > .gitattributes
                printf '* text=auto eol=crlf\n* filter=evil\n' > .git/info/attributes
                git add -A; git commit -qm first
                git config core.autocrlf true; git config core.eol crlf; git config core.symlinks false
                git config core.fileMode false; git config core.safecrlf true; git config core.ignoreCase true
                git config filter.evil.smudge "touch $PWD/../ran; cat"; git config filter.evil.required true
                git config core.sharedRepository 0660; git config core.fsmonitor "touch $PWD/../ran"
                for hook in post-checkout post-index-change reference-transaction; do
                    printf '#!/bin/sh\ntouch %s\n' "$PWD/../ran" > .git/hooks/$hook; chmod +x .git/hooks/$hook
                done
                rm -f ../ran; git rev-parse HEAD
                """#)
            try await fixture.shell("cd repo; git ls-tree -rz HEAD > ../expected; rm -f ../ran")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            try await repository.checkOut(id, into: "\(fixture.root)/out")
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.root)/ran"))
            #expect(
                try await listing(of: "\(fixture.root)/out") == lines(ofTree: fixture.shell("cat expected")))
        }
    }

    @Test func ignoresASparseWorkTree() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                """
                git init -q repo; cd repo; mkdir kept left; echo 1 > kept/a; echo 2 > left/b
                git add -A; git commit -qm first; git sparse-checkout set kept >&2; test ! -e left; git rev-parse HEAD
                """)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo/kept")
            try await repository.checkOut(id, into: "\(fixture.root)/out")
            #expect(
                try await listing(of: "\(fixture.root)/out")
                    == lines(ofTree: fixture.shell("git -C repo ls-tree -rz HEAD")))
        }
    }

    @Test func worksOnBareRepositoriesAndLinkedWorkTrees() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                """
                \(Self.everyKind); git worktree add -q ../linked -b other; cd ..
                git clone -q --bare repo bare.git; git -C bare.git rev-parse HEAD
                """)
            let expected = lines(ofTree: try await fixture.shell("git -C repo ls-tree -rz HEAD"))
            for (name, start) in [("a", "bare.git"), ("b", "linked/deep/er")] {
                let repository = try await GitRepository.discover(from: "\(fixture.root)/\(start)")
                try await repository.checkOut(id, into: "\(fixture.root)/\(name)")
                #expect(try listing(of: "\(fixture.root)/\(name)") == expected)
            }
        }
    }

    @Test func setsTheGivenTimeOnEverything() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id("\(Self.everyKind); git rev-parse HEAD")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            try await repository.checkOut(
                id, into: "\(fixture.root)/out", options: CheckoutOptions(modificationTime: 1_234_567_890))
            let times = try await fixture.shell("find out -printf '%T@\\n' | sort -u")
            #expect(times == "1234567890.0000000000\n")
        }
    }

    @Test func writesTwoThousandFiles() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                """
                git init -q repo; cd repo
                for d in {1..40}; do mkdir d$d; for f in {1..50}; do echo $d.$f > d$d/f$f; done; done
                git add -A; git commit -qm many; git repack -adq; git rev-parse HEAD
                """)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            try await repository.checkOut(id, into: "\(fixture.root)/out")
            let found = try listing(of: "\(fixture.root)/out")
            #expect(found.count == 2000)
            #expect(try await found == lines(ofTree: fixture.shell("git -C repo ls-tree -rz HEAD")))
        }
    }

    @Test func refusesAFolderThatIsNotEmpty() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id("\(Self.everyKind); mkdir ../out; touch ../out/x; git rev-parse HEAD")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let failure = await failure { try await repository.checkOut(id, into: "\(fixture.root)/out") }
            #expect(failure?.code == .folderNotEmpty)
            #expect(failure?.description == "cannot write into the folder \(fixture.root)/out: it is not empty")
            let missing = await refusal(of: repository, id, "\(fixture.root)/no/such")
            #expect(
                missing?.description
                    == "cannot write into the folder \(fixture.root)/no/such: No such file or directory")
        }
    }

    @Test func endsWhenItsTaskIsCancelled() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id("\(Self.everyKind); git rev-parse HEAD")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await repository.checkOut(id, into: "\(fixture.root)/out")
            }
            let failure = await failure { try await task.value }
            #expect(failure?.code == .cancelled)
            #expect(try listing(of: "\(fixture.root)/out").isEmpty)
        }
    }

    /// Trees that `git add` would never make, written object by object.
    @Test(arguments: [
        (#"100644 blob $b\t.git"#, ".git"), (#"100644 blob $b\t.GIT"#, ".GIT"), (#"040000 tree $t\t.."#, ".."),
        (#"040000 tree $t\t."#, "."), (#"100644 blob $b\ta/b"#, "a/b"),
    ])
    func refusesNamesThatLeadOut(entry: String, name: String) async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                """
                git init -q repo; cd repo; b=$(echo x | git hash-object -w --stdin)
                t=$(printf "100644 blob $b\\tf\\n" | git mktree)
                raw() { perl -e 'my ($e) = @ARGV; my ($m, undef, $o, $n) = split / |\\t/, $e; $m =~ s/^0//;
                    print "$m $n\\0" . pack("H*", $o);' "$1"; }
                evil=$(raw "$(printf "\(entry)")" | git hash-object -w -t tree --literally --stdin)
                git commit-tree -m evil $evil
                """)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let failure = await refusal(of: repository, id, "\(fixture.root)/out")
            #expect(failure?.code == .unsafePath)
            #expect(
                failure?.description
                    == "cannot check out \(fixture.root)/out/\(name): a commit must not hold a file of this name")
            #expect(try listing(of: "\(fixture.root)/out").isEmpty)
        }
    }

    /// A tree with one name twice: first a link out of the folder, then a folder with a file in it.
    @Test func writesNothingThroughALink() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id(
                """
                mkdir outside; git init -q repo; cd repo; b=$(echo x | git hash-object -w --stdin)
                l=$(printf '%s' "$PWD/../outside" | git hash-object -w --stdin)
                t=$(printf "100644 blob $b\\tf\\n" | git mktree)
                raw() { perl -e 'print "$ARGV[0] a\\0" . pack("H*", $ARGV[1]);' $1 $2; }
                evil=$({ raw 120000 $l; raw 40000 $t; } | git hash-object -w -t tree --literally --stdin)
                git commit-tree -m evil $evil
                """)
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let failure = await refusal(of: repository, id, "\(fixture.root)/out")
            #expect(failure?.description == "cannot write \(fixture.root)/out/a: File exists")
            #expect(try listing(of: "\(fixture.root)/outside").isEmpty)
        }
    }

    @Test func namesAMissingObject() async throws {
        try await GitFixture.with { fixture in
            let id = try await fixture.id("\(Self.everyKind); git rev-parse HEAD")
            let blob = try await fixture.id("git -C repo rev-parse HEAD:plain")
            try await fixture.shell("rm -f repo/.git/objects/\(blob.hex.prefix(2))/\(blob.hex.dropFirst(2))")
            let repository = try await GitRepository.discover(from: "\(fixture.root)/repo")
            let failure = await refusal(of: repository, id, "\(fixture.root)/out")
            #expect(failure?.code == .damaged)
            #expect(
                failure?.description
                    == "cannot check out \(fixture.root)/out/plain: object not found - no match for id (\(blob))")
        }
    }

    private func refusal(of repository: GitRepository, _ id: ObjectID, _ folder: String) async -> GitFailure? {
        await failure { try await repository.checkOut(id, into: folder) }
    }
}
