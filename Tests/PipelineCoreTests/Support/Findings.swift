import Diagnostics
import PipelineCore

/// What reading a `config.yaml` gives: its pipelines, and its findings as a person sees them.
struct Reading {
    let pipelines: [Pipeline]
    let isUsable: Bool
    let findings: String

    init(_ yaml: String) {
        do throws(DiagnosticList) {
            let configuration = try PipelineConfiguration.parse(yaml.utf8, file: "config.yaml")
            pipelines = configuration.pipelines
            isUsable = true
            findings = DiagnosticRenderer(sources: ["config.yaml": yaml]).render(configuration.warnings)
        } catch {
            pipelines = []
            isUsable = false
            findings = DiagnosticRenderer(sources: ["config.yaml": yaml]).render(error)
        }
    }

    /// The first line of each finding.
    var summaries: [String] {
        findings.split(separator: "\n").filter { $0.hasPrefix("config.yaml") || $0.hasPrefix("error") }.map(String.init)
    }

    /// The stages of the first pipeline.
    var stages: [Stage] { pipelines.first?.stages ?? [] }
}

extension Reading {
    /// Reads a file with one pipeline `p` whose stages are the items of `list`.
    init(stages list: String) {
        self.init("pipelines:\n  p:\n    stages:\n" + list.split(separator: "\n").map { "      \($0)\n" }.joined())
    }
}
