import CommandRunner
import PipelineCore
import PipelineTestSupport
import Testing

/// Waits, at most five seconds, for what another process does in its own time.
func expectEventually(
    _ condition: () -> Bool, location: SourceLocation = #_sourceLocation
) async throws {
    let deadline = ContinuousClock.now + .seconds(5)
    while !condition(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
    #expect(condition(), sourceLocation: location)
}

/// Checks that no working container of a build in the bench's folder is left.
///
/// Other builds run at the same time, so that containers as such say nothing: buildah's own record of each names the
/// parent's files. Docker's builds have no containers.
func expectNoBuildContainers(_ bench: EngineBench, location: SourceLocation = #_sourceLocation) async throws {
    guard bench.engine.name == "buildah" else { return }
    let found = try await TestEnvironment.runner.capture(
        Command(
            "sh",
            [
                "-c",
                """
                root="$(buildah info --format '{{.store.GraphRoot}}')"
                for state in "$root"/*-containers/*/userdata/buildah.json; do
                    mark="$(grep -o 'src=[^"]*/mark' "$state" | cut -c5-)"
                    if [ -n "$mark" ] && [ ! -e "$mark" ]; then echo "$state"; fi
                done
                """,
            ]))
    #expect(found.standardOutput == "", sourceLocation: location)
}
