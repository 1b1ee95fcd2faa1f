internal import PipelineCore
internal import RunnerConfig

/// Settings that can be given in several places: a flag wins over an environment variable, and that over the file.
struct Precedence {
    let environment: [String: String]

    /// What the flag says, else what `PIPELINE_RUNNER_` and `variable` hold, else what the file says.
    ///
    /// - Throws: `CommandExit` for a variable whose text means nothing.
    func value<Value>(
        _ flag: Value?, _ variable: String, _ file: Value?, parse: (String) -> Value?
    ) throws(CommandExit) -> Value? {
        if let flag { return flag }
        guard let text = environment["PIPELINE_RUNNER_\(variable)"], !text.isEmpty else { return file }
        if let value = parse(text) { return value }
        throw CommandExit(.badInput, "error: the environment variable PIPELINE_RUNNER_\(variable) cannot be `\(text)`")
    }

    /// The same for yes and no: `1` or `true`, `0` or `false`.
    func truth(_ flag: Bool?, _ variable: String, _ file: Bool?) throws(CommandExit) -> Bool? {
        try value(flag, variable, file) { ["1": true, "true": true, "0": false, "false": false][$0] }
    }

    /// The same for one of a few words.
    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ flag: Value?, _ variable: String, _ file: Value?
    ) throws(CommandExit) -> Value? {
        do throws(CommandExit) {
            return try value(flag, variable, file) { Value(rawValue: $0) }
        } catch {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandExit(error.kind, "\(error.message ?? "")\n  help: use one of \(names)")
        }
    }
}

extension Registry {
    /// Where images go: what the flag names, else `PIPELINE_RUNNER_REGISTRY`, else the run configuration; `nil` if no one
    /// says it.
    ///
    /// - Throws: `InvalidRegistry`, `CommandExit`.
    static func configured(
        _ configuration: RunnerConfiguration, flag: String? = nil, context: CommandContext
    ) throws -> Registry? {
        let named = try Precedence(environment: context.environment).value(flag, "REGISTRY", nil) { $0 }
        return try named.map { try Registry($0, currentFolder: context.currentFolder) } ?? configuration.registry
    }
}
