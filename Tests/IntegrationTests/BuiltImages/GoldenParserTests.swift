import FoundationEssentials
import PipelineTestSupport
import Testing

/// The engines themselves read every golden Dockerfile: they refuse a stage that is not there only after they have understood
/// the file.
@Suite(.timeLimit(.minutes(10)))
struct GoldenParserTests {
    /// What Docker 20.10 has no words for.
    private static let newerThanDocker20 = ["<<\"", "--exclude=", "uid=$LIVES_UID"]

    @Test(arguments: TestEngine.allCases)
    func accepted(engine: TestEngine) async throws {
        try await withSandbox(engine) { sandbox in
            let names = try FileManager.default.contentsOfDirectory(atPath: GoldenFile.folder).sorted()
            var wanted: [String] = []
            for name in names where name.hasSuffix(".Dockerfile") {
                let text = try read("\(GoldenFile.folder)/\(name)")
                let isNew = Self.newerThanDocker20.contains(where: text.contains)
                #expect(!(isNew && name.hasSuffix("-portable.Dockerfile")), "\(name)")
                if engine == .docker, isNew { continue }
                // The frontend that this line asks for would have to be fetched.
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                try write(
                    lines.filter { !$0.hasPrefix("# syntax=") }.joined(separator: "\n"),
                    to: "\(sandbox.folder)/files/\(name)")
                wanted.append(name)
            }
            #expect(wanted.count > 60)
            let script = """
                mkdir empty
                ls files | xargs -P 2 -I {} sh -c '
                    said=$(DOCKER_BUILDKIT=1 \(Self.client(engine)) build --target nowhere --file files/{} empty 2>&1 | tail -n 1)
                    case $said in
                    *"target stage nowhere could not be found" | *"target \\"nowhere\\" was not found"*) ;;
                    *) echo "{}: $said" ;;
                    esac'
                """
            #expect(try await sandbox.shell(script) == "")
        }
    }

    /// Docker's newer clients need a plugin for BuildKit.
    private static func client(_ engine: TestEngine) -> String {
        engine == .buildah
            ? "buildah" : FileManager.default.isExecutableFile(atPath: "/usr/bin/docker") ? "/usr/bin/docker" : "docker"
    }
}
