import PipelineTestSupport
import Testing

/// The worked example with comprehensions, copies and a tag that is not there, word for word.
@Suite(.timeLimit(.minutes(10)))
struct WorkedCopyExampleTests {
    private static let config = WorkedExampleTests.comprehensions(
        copies: ["{ source: /out/, destination: /public/../public, archive: true }", "/log.txt"])

    /// Programs run as root: other users cannot write to `/`.
    private static let docs = """
        version: v4
        base: \(ServiceBase.name)
        lives: { in: /srv/app }
        runs: { uid: 0, gid: 0 }
        variants:
          probe: { copies: [local], entrypoint: [sh, ./probe.sh] }
          docs: { copies: [local], entrypoint: [sh, ./make.sh] }

        """

    private static let make = """
        set -e
        test -e kept; ! test -e a.tmp
        mkdir /out; echo page > /out/index.html; echo log > /log.txt
        echo "arguments: $*"
        """

    @Test(arguments: TestEngine.allCases)
    func everyWordOfIt(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let repository = try await ServiceRepository(
                in: sandbox, config: Self.config,
                files: [
                    ".pipeline/docs/blubber.yaml": Self.docs,
                    "probe.sh": "echo log line; echo 1.0 old; echo 2.0 current", "site/make.sh": Self.make,
                    "site/.dockerignore": "kept", "site/kept": "", "site/a.tmp": "",
                ])
            let images = "\(sandbox.folder)/images"
            let result = try await sandbox.run(
                repository, "--event", "merge", "--registry", "oci:\(images)", "--format", "json")
            #expect(result.code == 0, "\(result.error)")
            let texts = try result.errorLines.map { try Event($0) }.compactMap(\.text)
            #expect(texts.contains("arguments: --all 1.0=old 2.0=current"))
            let page = try await sandbox.shell(
                "tar -xzOf '\(sandbox.state)'/runs/*/artifacts/docs/public.tar.gz ./index.html")
            #expect(page == "page\n")
            #expect(try await sandbox.shell("ls '\(sandbox.state)'/runs/*/artifacts/docs") == "public.tar.gz\n")

            let report = try Report(result)
            let name = "\(repository.imageName)-docs"
            #expect(report.images.map(\.name) == [name] && report.images.map(\.tags) == [["docs-1.0", "docs-2.0"]])
            #expect(try LayoutIndex(images).digests.keys.sorted() == ["\(name):docs-1.0", "\(name):docs-2.0"])
            try await sandbox.expectNothingLeft()
        }
    }
}
