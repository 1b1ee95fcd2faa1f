import PipelineCore
import RunFiles
import Testing

@Suite struct StateFolderTests {
    @Test(arguments: [
        (["XDG_STATE_HOME": "/var/state", "HOME": "/home/me"], "/var/state/pipeline-runner"),
        (["HOME": "/home/me"], "/home/me/.local/state/pipeline-runner"),
        (["XDG_STATE_HOME": "", "HOME": "/home/me"], "/home/me/.local/state/pipeline-runner"),
        // The specification of these variables has relative paths ignored.
        (["XDG_STATE_HOME": "state", "HOME": "/home/me"], "/home/me/.local/state/pipeline-runner"),
        ([:], "/root/.local/state/pipeline-runner"),
    ])
    func defaultPath(_ environment: [String: String], _ expected: String) {
        #expect(StateFolder.defaultPath(environment: environment) == expected)
    }

    @Test func namesItsParts() {
        let state = StateFolder("/s")
        let id = RunID(startingAt: UTCTime(seconds: 1_709_633_700))
        #expect(state.embeddedRegistry == "/s/registry")
        #expect(state.runFolder(id.description) == "/s/runs/\(id)")
        #expect(id.description.hasPrefix("20240305-101500-"))
        #expect(id.description.count == 20)
    }
}
