internal import BlubberConfig
internal import Diagnostics
internal import PipelineCore

/// Finds out which pipelines a commit's `.pipeline` folder asks for.
struct RunPipelines {
    struct Selection {
        let pipelines: [Pipeline]
        let warnings: [String]
    }

    private static let configFile = ".pipeline/config.yaml"
    private static let blubberFile = ".pipeline/blubber.yaml"

    let workspace: any Workspace

    /// The pipelines of `config.yaml`, or the conventional one where there is only a Blubber file.
    func select(
        named names: [String], publishes: Bool, isMeant: ((String) -> Bool)? = nil
    ) throws -> Selection {
        if let bytes = try read(Self.configFile) {
            let configuration = try parsing(bytes, file: Self.configFile) { text, file throws(DiagnosticList) in
                try PipelineConfiguration.parse(text, file: file)
            }
            let pipelines = try PipelineSelection.select(
                from: configuration.pipelines, names: names, publishes: publishes, isMeant: isMeant)
            return Selection(
                pipelines: pipelines, warnings: configuration.warnings.sorted.map(\.description))
        }
        guard let bytes = try read(Self.blubberFile) else {
            throw CommandExit(
                .badInput,
                "error: the commit has neither \(Self.blubberFile) nor \(Self.configFile)\n"
                    + "  help: describe the image in \(Self.blubberFile), with the variants `test` and `production`, and commit it"
            )
        }
        let configuration = try parsing(bytes, file: Self.blubberFile) { text, file throws(DiagnosticList) in
            try BlubberConfiguration.parse(text, file: file)
        }
        if !configuration.variantNames.contains("test"),
            let misspelt = nearMatch(to: "test", among: configuration.variantNames)
        {
            throw CommandExit(
                .badInput,
                "error: \(Self.blubberFile) has a variant `\(misspelt)` and none `test`: the image would be published untested"
                    + "\n  help: call it `test`, or say in \(Self.configFile) what is to be run")
        }
        guard let outcome = Convention.pipeline(variants: configuration.variantNames, publishes: publishes) else {
            throw CommandExit(
                .badInput,
                "error: \(Self.blubberFile) has \(publishes ? "neither a variant `test` nor `production`" : "no variant `test`")"
                    + "\n  help: it has: \(configuration.variantNames.joined(separator: ", "))")
        }
        if let name = names.first(where: { $0 != outcome.pipeline.name }) {
            throw CommandExit(
                .badInput,
                "error: there is no pipeline `\(name)`: the commit has no \(Self.configFile), and without one there is "
                    + "`\(outcome.pipeline.name)` only")
        }
        return Selection(pipelines: [outcome.pipeline], warnings: outcome.warnings)
    }

    /// A `.pipeline` that leads out of the repository is the commit's mistake, not the machine's.
    private func read(_ file: String) throws -> [UInt8]? {
        do throws(WorkspaceFailure) {
            return try workspace.read(file)
        } catch {
            guard !error.isDiskFull else { throw error }
            throw CommandExit(.badInput, "error: \(error)")
        }
    }

    /// Findings leave here together with the text they point into.
    private func parsing<Value>(
        _ bytes: [UInt8], file: String, _ parse: ([UInt8], String) throws(DiagnosticList) -> Value
    ) throws(StageFailure) -> Value {
        do throws(DiagnosticList) {
            return try parse(bytes, file)
        } catch {
            throw .configuration(error, sources: [file: String(decoding: bytes, as: UTF8.self)])
        }
    }
}
