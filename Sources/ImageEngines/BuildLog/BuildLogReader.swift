/// Follows an engine's build log to know what was being done when the build failed.
protocol BuildLogReader: Sendable {
    /// Takes the next line.
    mutating func read(_ line: String)

    /// What the log says about a failed build.
    var explanation: BuildExplanation { get }
}

/// Why a build failed, as its log tells.
struct BuildExplanation: Hashable {
    /// The instruction that failed; `nil` where the build did not come to an instruction.
    var instruction: String?
    /// What the instruction wrote, in order; its end at least.
    var output: [String] = []
    /// The engine's reason, in short.
    var reason: String
    /// The parent image that could not be had.
    var missingParent: String?
}
