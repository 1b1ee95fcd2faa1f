import FoundationEssentials
import PipelineTestSupport

/// A service whose merges start runs of a second repository, `site`, and a daemon that watches both.
struct TriggeringFleet {
    let watched: WatchedService
    private let site: String

    var sandbox: Sandbox { watched.sandbox }
    private var configuration: String { "\(sandbox.folder)/runner.yaml" }

    /// Makes both repositories; `trigger` holds further keys of the step, `script` is what the site's test does with its
    /// argument, the parameter `VERSION`, and `back` is a stage's step of the site.
    init(
        in sandbox: Sandbox, trigger: String = "", script: String = "echo the site saw \"$1\"", back: String = ""
    ) async throws {
        watched = try await WatchedService(in: sandbox)
        site = "\(sandbox.folder)/site"
        try watched.service.write(".pipeline/config.yaml", Self.config(trigger))
        try await Self.makeSite(at: site, script: script, back: back, in: sandbox)
        let settings = "branches: [main], interval: 1s"
        try watched.fleet(
            """
            repositories:
              - {name: \(sandbox.name), url: ../\(sandbox.name).git, \(settings)}
              - {name: site, url: ../site.git, \(settings)}

            """)
        try write(
            "triggers: {rebuild: {repository: site, pipeline: site}, back: {repository: \(sandbox.name)}}\n",
            to: configuration)
    }

    private static func config(_ trigger: String) -> String {
        """
        pipelines:
          publish:
            blubberfile: blubber.yaml
            stages:
              - {name: go, build: test, run: true, trigger: {name: rebuild, parameters: {VERSION: '${setup.commit}'}\(trigger)}}

        """
    }

    private static func makeSite(at folder: String, script: String, back: String, in sandbox: Sandbox) async throws {
        try write(ServiceRepository.blubber, to: "\(folder)/.pipeline/blubber.yaml")
        try write(
            """
            pipelines:
              other: {blubberfile: blubber.yaml, stages: [{name: production, build: production}]}
              site:
                blubberfile: blubber.yaml
                stages:
                  - {name: all, build: test, run: {arguments: ['${setup.params.VERSION|nothing}']}\(back)}

            """, to: "\(folder)/.pipeline/config.yaml")
        try write(script + "\n", to: "\(folder)/test.sh")
        try write("echo the site\n", to: "\(folder)/main.sh")
        try await sandbox.shell(
            """
            git init --quiet --bare --initial-branch main ../site.git
            git init --quiet --initial-branch main; git add --all; git commit --quiet --message site
            git remote add origin ../site.git; git push --quiet origin main
            """, in: folder)
    }

    /// Starts the daemon with one place for runs, hands it to `body` once it knows both repositories, and ends it.
    func watching<Value>(
        _ arguments: [String] = [], fault: String? = nil, isFirst: Bool = true,
        _ body: (RunningDaemon) async throws -> Value
    ) async throws -> Value {
        let environment = fault.map { ["PIPELINE_RUNNER_FAULT": $0] } ?? [:]
        return try await watched.watching(
            ["--jobs", "1", "--runner-config", configuration] + arguments, environment: environment
        ) { daemon in
            if isFirst { try await daemon.says("first look", count: 2) }
            return try await body(daemon)
        }
    }

    /// The only run of the service, and those of the site, oldest first.
    func runs() async throws -> (service: WatchedService.Run?, site: [WatchedService.Run]) {
        let runs = try await watched.runs()
        let own = runs.filter { $0.repository == sandbox.name }
        return (own.count == 1 ? own.first : nil, runs.filter { $0.repository == "site" })
    }

    /// Waits until the site has a run in that state.
    func siteIs(_ state: String) async throws {
        while try await runs().site.last?.state != state { try await Task.sleep(for: .milliseconds(200)) }
    }

    /// Removes what the projects left in an engine that others use, too.
    func removeImages() async throws {
        try await watched.removeImages()
        guard sandbox.engine == .docker else { return }
        try await sandbox.shell("docker rmi --force localhost/pipeline-runner/site:test")
    }

    /// The command line of a run by hand, of a merge.
    var command: [String] {
        ["run", "--engine", sandbox.engine.rawValue, "--event", "merge", "--config", configuration]
    }
}
