import FoundationEssentials
import PipelineTestSupport
import Testing

/// A run is about one commit: neither the work tree nor the index matters, and neither is touched.
@Suite(.timeLimit(.minutes(10)))
struct ExactCommitTests {
    @Test
    func dirtyWorkTreeHasNoInfluence() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox, test: "cat word", files: ["word": "first\n"])
            try service.write("word", "second\n")
            let second = try await service.commit("two")
            try service.write("word", "staged\n")
            try await service.git("add word")
            try service.write("word", "dirty\n")
            try service.write("untracked", "new\n")
            let before = try await service.git(
                "status --porcelain; git diff; git diff --cached; ls -l --full-time .git/index")

            let result = try await sandbox.run(service, "--no-publish")
            #expect(result.code == 0, "\(result.error)")
            #expect(result.error.contains("[test/test] second\n"))
            #expect(
                try await service.git("status --porcelain; git diff; git diff --cached; ls -l --full-time .git/index")
                    == before)

            let parent = String(try await service.git("rev-parse --short HEAD~1").prefix { !$0.isNewline })
            let older = try await sandbox.run(service, "--commit", parent, "--no-publish", "--format", "json")
            #expect(try Report(older).commit?.hasPrefix(parent) == true)
            #expect(try older.errorLines.map { try Event($0) }.contains { $0.text == "first" })

            // From a subfolder, and from another work tree of the same repository, with its own HEAD.
            try await sandbox.shell("mkdir -p '\(service.folder)/some/folder'")
            let inside = try await sandbox.run(service, "some/folder", "--no-publish", "--format", "json")
            #expect(try Report(inside).commit == second)
            try await service.git("worktree add --quiet --detach ../other HEAD~1")
            let other = try await sandbox.run(service, "../other", "--no-publish", "--format", "json")
            #expect(try Report(other).commit?.hasPrefix(parent) == true)
            #expect(try Report(other).project == service.project)
            try await sandbox.expectNothingLeft()
        }
    }

    @Test
    func workTreeOnRequest() async throws {
        try await withSandbox(.buildah) { sandbox in
            let service = try await ServiceRepository(in: sandbox, test: "cat word")
            try service.write("word", "not committed\n")
            let result = try await sandbox.run(service, "--worktree", "--no-publish")
            #expect(result.code == 0, "\(result.error)")
            #expect(result.error.contains("[test/test] not committed\n"))
            #expect(try await service.git("status --porcelain") == "?? word\n")
            try await sandbox.expectNothingLeft()
        }
    }

    @Test
    func submodulesReachTheImage() async throws {
        try await withSandbox(.buildah) { sandbox in
            try await sandbox.shell(
                """
                git init --quiet --initial-branch main library
                cd library; echo from the submodule > text; git add text; git commit --quiet --message library
                """)
            let service = try await ServiceRepository(in: sandbox, test: "cat vendor/library/text; ls -l run")
            try await service.git("submodule --quiet add '\(sandbox.folder)/library' vendor/library")
            try await sandbox.shell("printf 'x' > run; chmod 755 run; ln -s run link", in: service.folder)
            try await service.commit("with a submodule")
            let result = try await sandbox.run(service, "--no-publish")
            #expect(result.code == 0, "\(result.error)")
            #expect(result.error.contains("[test/test] from the submodule\n"))
            #expect(result.error.contains(/\[test\/test\] -rwxr-xr-x .* run\n/))
        }
    }

    @Test(arguments: TestEngine.allCases)
    func twoRunsOfOneRepositoryAtTheSameTime(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let service = try await ServiceRepository(in: sandbox, test: "echo testing; sleep 1")
            async let one = sandbox.run(service, "--format", "json", "--tag", "one")
            async let two = sandbox.run(service, "--format", "json", "--tag", "two")
            let (first, second) = try await (one, two)
            #expect(first.code == 0, "\(first.error)")
            #expect(second.code == 0, "\(second.error)")
            let images = try [Report(first), Report(second)].flatMap(\.images)
            #expect(images.count == 2)
            let digests = try LayoutIndex("\(sandbox.state)/registry").digests
            for image in images {
                for tag in image.tags { #expect(digests["\(image.name):\(tag)"] != nil) }
            }
            #expect(digests["\(service.imageName):one"] == images.first { $0.tags.contains("one") }?.digest)
            #expect(digests["\(service.imageName):two"] == images.first { $0.tags.contains("two") }?.digest)
            // Of two runs that built at the same time, one image may have lost its name; the next run tidies up.
            _ = try await sandbox.run(service, "--no-publish")
            try await sandbox.expectNothingLeft()
        }
    }
}
