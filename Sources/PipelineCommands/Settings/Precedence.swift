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
