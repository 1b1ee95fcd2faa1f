import Delivery
import PipelineTestSupport
import Testing

@testable import PipelineCore

/// Promotions in real repositories.
@Suite(.timeLimit(.minutes(5)))
struct GitDeploymentsTests {
    private static func values(_ version: String) -> String {
        "# values\r\nmain_app:\r\n  image:  team/citoid   # which\r\n"
            + "  version: '\(version)'  # when\r\n\r\nother: [1,  2]\r\n"
    }

    private static let files = [
        "charts/citoid/values-staging.yaml": values("1"), "charts/citoid/values-production.yaml": values("1"),
        "charts/citoid/values.yaml": values("1"), "charts/zotero/values-staging.yaml": "main_app: {version: 0.9}",
        "charts/citoid/values-common.yaml": "replicas: 2\n", "README": "x",
    ]

    private func promotion(
        _ version: String, _ chart: String = "citoid", in environments: String...
    ) throws -> Promotion {
        try Promotion(chart: chart, environments: environments, version: version, job: "Job: team/citoid Build: r1")
    }

    private func promote(
        _ promotions: [Promotion], in deployments: GitDeployments
    ) async throws -> [String] {
        let lines = CollectedLines()
        try await deployments.promote(promotions, output: lines.add)
        return lines.output
    }

    private func failure(_ promotions: [Promotion], in deployments: GitDeployments) async -> DeploymentFailure? {
        await #expect(throws: DeploymentFailure.self) { _ = try await promote(promotions, in: deployments) }
    }

    @Test func changesTheVersionAndNothingElse() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            let lines = try await promote([promotion("v2", in: "staging")], in: fixture.deployments())
            let tip = try await fixture.shell("git -C up.git rev-parse main").prefix(12)
            #expect(
                lines == [
                    "charts/citoid/values-staging.yaml: main_app.version from 1 to v2", "pushed \(tip) to main",
                ])
            #expect(try await fixture.file("charts/citoid/values-staging.yaml") == Self.values("v2"))
            let text = try await fixture.shell(
                "git -C up.git log -1 --format='%an <%ae>|%cn|%at%n%B' main; git -C up.git diff --stat=80 main~ main")
            #expect(
                text == """
                    CI Bot <ci@example.org>|CI Bot|1700000000
                    citoid: pipeline bot promote

                    Promote citoid to version v2

                    Job: team/citoid Build: r1

                     charts/citoid/values-staging.yaml | 2 +-
                     1 file changed, 1 insertion(+), 1 deletion(-)

                    """)
        }
    }

    @Test func nothingToChangeIsASuccess() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            for _ in 0..<2 {
                let lines = try await promote([promotion("1", in: "staging")], in: fixture.deployments())
                #expect(lines == ["nothing to change: citoid is at 1 already"])
            }
            #expect(try await fixture.log() == ["1"])
        }
    }

    @Test func eachEntryIsACommitAndAllArePushedTogether() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            let promotions = [
                try promotion("2", in: "staging", "production"), try promotion("1.10", "zotero", in: "staging"),
                try promotion("1", in: "staging"),
            ]
            let lines = try await promote(promotions, in: fixture.deployments())
            #expect(lines.count == 5)
            #expect(
                try await fixture.log() == [
                    "citoid: pipeline bot promote", "zotero: pipeline bot promote", "citoid: pipeline bot promote", "1",
                ])
            #expect(try await fixture.file("charts/citoid/values-staging.yaml") == Self.values("1"))
            #expect(try await fixture.file("charts/citoid/values-production.yaml") == Self.values("2"))
            #expect(try await fixture.file("charts/zotero/values-staging.yaml") == "main_app: {version: \"1.10\"}")
            #expect(
                try await fixture.shell("git -C up.git diff --name-only main~3 main~2")
                    == "charts/citoid/values-production.yaml\ncharts/citoid/values-staging.yaml\n")
        }
    }

    @Test func withoutEnvironmentsAllThatThereAre() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            let lines = try await promote([promotion("2")], in: fixture.deployments())
            #expect(
                lines.dropLast() == [
                    "charts/citoid/values-production.yaml: main_app.version from 1 to 2",
                    "charts/citoid/values-staging.yaml: main_app.version from 1 to 2",
                    "there is no such key in charts/citoid/values-common.yaml (main_app.version), which is left alone",
                ])
            #expect(try await fixture.file("charts/citoid/values.yaml") == Self.values("1"))
        }
    }

    @Test func environmentsOfFoldersAndKeys() async throws {
        let files = [
            "envs/ci/citoid.yaml": "v: 1", "envs/prod/citoid.yaml": "v: 1", "envs/prod/zotero.yaml": "v: 1",
            "envs/none/x": "", "all.yaml": "citoid:\n  ci: {v: 1}\n  prod: {v: 1}\n  empty: {}\n",
        ]
        try await DeploymentFixture.with(files) { fixture in
            let folders = fixture.deployments(file: "envs/{environment}/{chart}.yaml", key: "v")
            _ = try await promote([promotion("vx")], in: folders)
            #expect(try await fixture.file("envs/ci/citoid.yaml") == "v: vx")
            #expect(try await fixture.file("envs/prod/citoid.yaml") == "v: vx")
            #expect(try await fixture.file("envs/prod/zotero.yaml") == "v: 1")
            let keys = fixture.deployments(file: "all.yaml", key: "{chart}.{environment}.v")
            _ = try await promote([promotion("vx")], in: keys)
            #expect(
                try await fixture.file("all.yaml")
                    == "citoid:\n  ci: {v: vx}\n  prod: {v: vx}\n  empty: {}\n")
            _ = try await promote([promotion("vy", in: "ci")], in: keys)
            #expect(
                try await fixture.file("all.yaml") == "citoid:\n  ci: {v: vy}\n  prod: {v: vx}\n  empty: {}\n")
            let one = fixture.deployments(file: "envs/ci/{chart}.yaml", key: "v")
            _ = try await promote([promotion("z")], in: one)
            let refusal = await failure([try promotion("z", in: "ci")], in: one)
            #expect(
                refusal?.description == """
                    cannot promote citoid in ci alone: all environments share one place
                      help: leave `environments` out, or put {environment} into `deployments.file` or `deployments.key` \
                    of the run configuration
                    """)
        }
    }

    @Test func whatIsNotThereIsSaid() async throws {
        var files = Self.files
        files["charts/odd/values-a.yaml"] = "main_app: &m {version: 1}\nb: *m\n"
        files["charts/odd/values-b.yaml"] = "x: &v 1\nmain_app:\n  version: *v\n"
        files["charts/odd/values-c.yaml"] = "main_app: [\n"
        files["charts/odd/values-d.yaml"] = "main_app:\n  vresion: 1\n"
        try await DeploymentFixture.with(files) { fixture in
            try await fixture.shell(
                """
                cd work; ln -s ../citoid/values-staging.yaml charts/odd/values-e.yaml
                git add .; git commit -q -m 2; git push -q origin main
                """)
            let deployments = fixture.deployments()
            let expected = [
                "none": "there is no charts/odd/values-none.yaml",
                "b": "charts/odd/values-b.yaml:3:12: `main_app.version` is the alias `*v`\n"
                    + "  help: write the value out, so that changing it changes nothing else",
                "c": "charts/odd/values-c.yaml:2:1: not valid YAML: did not find expected node content while parsing "
                    + "a flow node",
                "d": "charts/odd/values-d.yaml:2:3: there is no `main_app.version`\n  help: did you mean `vresion`?",
                "e": "charts/odd/values-e.yaml: it is a link\n  help: name the file that it leads to",
            ]
            for (environment, message) in expected {
                // All or nothing, also of what could be done.
                let promotions = [try promotion("2", in: "staging"), try promotion("2", "odd", in: environment)]
                let failure = await failure(promotions, in: deployments)
                #expect(failure?.description == "cannot promote odd: \(message)")
                #expect(failure?.code == .refused)
            }
            let unknown = await failure([try promotion("2", "nothing")], in: deployments)
            #expect(
                unknown?.message == "cannot promote nothing: there is no file charts/nothing/values-{environment}.yaml")
            let keyless = await failure([try promotion("2", "odd")], in: fixture.deployments(key: "a.b"))
            #expect(keyless?.message.hasPrefix("cannot promote odd: charts/odd/values-c.yaml:2:1") == true)
            let branchless = await failure([try promotion("2")], in: fixture.deployments(branch: "master"))
            #expect(branchless?.message == "\(fixture.root)/up.git has no branch master")
            #expect(try await fixture.log() == ["2", "1"])
            _ = try await promote([promotion("2", "odd", in: "a")], in: deployments)
            #expect(try await fixture.file("charts/odd/values-a.yaml") == "main_app: &m {version: \"2\"}\nb: *m\n")
        }
    }

    @Test func aHookThatRefusesIsHeard() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            try await fixture.shell(
                """
                printf '#!/bin/sh\\necho "frozen until Monday" >&2\\nexit 1\\n' > up.git/hooks/pre-receive
                chmod +x up.git/hooks/pre-receive
                """)
            let failure = await failure([try promotion("2", in: "staging")], in: fixture.deployments())
            #expect(
                failure?.description == """
                    \(fixture.root)/up.git does not take a commit on main: pre-receive hook declined
                      frozen until Monday
                      help: see what the server wants of those who push, or name another `deployments.branch`
                    """)
            #expect(try await fixture.log() == ["1"])
        }
    }

    @Test func aRepositoryThatIsAwayIsNobodysFault() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            let deployments = GitDeployments(
                DeploymentSettings(
                    url: "git://127.0.0.1:1/x.git", branch: "main", file: "x", key: "y", author: "a@b"),
                keptIn: "\(fixture.root)/copies", runner: TestEnvironment.runner, now: { 0 })
            #expect(await failure([try promotion("2")], in: deployments)?.code == .unavailable)
            try await fixture.shell("rm -rf up.git")
            #expect(await failure([try promotion("2")], in: fixture.deployments())?.code == .refused)
        }
    }

    /// Two machines, and a person, at the same time: each with a copy of its own.
    @Test func raceOfManyLosesNothing() async throws {
        let charts = (0..<6).map { "chart\($0)" }
        let files = Dictionary(
            uniqueKeysWithValues: charts.map { ("charts/\($0)/values-ci.yaml", "main_app:\n  version: old\n") })
        try await DeploymentFixture.with(files) { fixture in
            try await withThrowingTaskGroup { group in
                for (index, chart) in charts.enumerated() {
                    let deployments = fixture.deployments(copy: "copies\(index % 3)")
                    for version in ["v1", "v2"] {
                        let promotion = try promotion(version, chart, in: "ci")
                        group.addTask { try await deployments.promote([promotion]) { _ in } }
                    }
                }
                group.addTask {
                    for number in 0..<5 {
                        try await fixture.shell(
                            """
                            cd work; echo \(number) > README; git add README; git commit -q -m 'by hand'
                            until git push -q origin main 2> /dev/null; do git pull -q --rebase origin main; done
                            """)
                    }
                }
                try await group.waitForAll()
            }
            let log = try await fixture.log()
            #expect(log.count == 1 + 12 + 5)
            for chart in charts {
                #expect(log.count { $0.hasPrefix("\(chart):") } == 2)
                #expect(try await fixture.file("charts/\(chart)/values-ci.yaml") != "main_app:\n  version: old\n")
            }
            #expect(try await fixture.shell("git -C up.git fsck --strict --no-dangling") == "")
        }
    }

    /// A branch that somebody moves each time anew.
    @Test func aRaceThatNeverEndsIsGivenUp() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            try await fixture.shell(
                """
                cat > up.git/hooks/pre-receive <<'END'
                #!/bin/sh
                unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
                git update-ref refs/heads/main \\
                    $(git -c user.name=x -c user.email=x@y commit-tree -p main -m moved main^{tree})
                END
                chmod +x up.git/hooks/pre-receive
                """)
            let failure = await failure([try promotion("2", in: "staging")], in: fixture.deployments())
            #expect(failure?.code == .unavailable)
            #expect(
                failure?.message
                    == "others moved main of \(fixture.root)/up.git 10 times before it could be pushed to")
            #expect(try await fixture.log() == Array(repeating: "moved", count: 10) + ["1"])
        }
    }

    @Test func aCopyThatIsDamagedIsMadeAnew() async throws {
        try await DeploymentFixture.with(Self.files) { fixture in
            _ = try await promote([promotion("2", in: "staging")], in: fixture.deployments())
            try await fixture.shell("rm -rf copies/*.git/HEAD copies/*.git/objects")
            _ = try await promote([promotion("3", in: "staging")], in: fixture.deployments())
            #expect(try await fixture.file("charts/citoid/values-staging.yaml") == Self.values("3"))
        }
    }
}
