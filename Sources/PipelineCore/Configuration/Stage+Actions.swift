public import Diagnostics

extension Stage {
    /// What it does, in the words of the configuration: `build`, `run`, `publish`, …. A key with nothing behind it counts.
    public var actions: [String] { keys.map(\.name) }

    /// The steps that it takes, in their order.
    public var stepNames: [String] { steps.map(\.key) }
}

extension Pipeline {
    /// A finding for each key of its stages that is not among `allowed`, a blank one included.
    ///
    /// A list of what may be done refuses the rest; it leaves nothing out in silence.
    public func excess(over allowed: Set<String>) -> DiagnosticList {
        var findings = DiagnosticList()
        for stage in stages {
            for key in stage.keys where !allowed.contains(key.name) {
                findings.append(
                    Diagnostic(
                        code: "pipeline.not-allowed",
                        "stage `\(stage.name)` contains an action (`\(key.name)`) that is not allowed by this pipeline",
                        at: key.location, length: key.name.unicodeScalars.count,
                        notes: ["allowed: \(allowed.sorted().joined(separator: ", "))"],
                        hint: "remove it, or run the pipeline for an event that allows it"))
            }
        }
        return findings
    }
}
