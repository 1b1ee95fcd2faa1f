internal import CommandRunner

extension CommandRunner {
    /// Where the runner's programs, and we for them, put temporary files.
    var temporaryFolder: String {
        guard let folder = environment["TMPDIR"], folder.hasPrefix("/") else { return "/tmp" }
        return folder
    }
}
