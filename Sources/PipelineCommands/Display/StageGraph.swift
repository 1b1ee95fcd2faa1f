internal import Ledger
internal import PipelineCore

/// The stages of pipelines and their arcs, drawn in one of several languages.
struct StageGraph {
    var pipelines: [Pipeline]
    /// How the stages of a run stand; `nil` where no run is shown. One that has not begun has no state.
    var states: PastStages?

    /// For each pipeline its stages in an order in which each follows those it waits for, and what each does.
    var text: String {
        pipelines.map { pipeline in
            let rows = nodes(of: pipeline).map { stage in
                let before = pipeline.graph.nearest(before: stage.name)
                let state = states.map { [$0[pipeline.name, stage.name]?.text ?? "-"] } ?? []
                return ["  \(stage.name)"] + state + [
                    stage.stepNames.joined(separator: ", "),
                    before.isEmpty ? "" : "after \(before.joined(separator: ", "))",
                ]
            }
            return "\(pipeline.name)\n" + TextTable.text(rows).trimmingLineEnds
        }.joined(separator: "\n")
    }

    /// A flow chart for Markdown, a box for each pipeline.
    var mermaid: String {
        var lines = ["graph TD"]
        for (index, pipeline) in pipelines.enumerated() {
            lines.append("    subgraph p\(index)[\"\(Self.quoted(pipeline.name, "#quot;"))\"]")
            for stage in nodes(of: pipeline) {
                let label = Self.quoted(label(of: stage, in: pipeline), "#quot;").replacing("\\n", with: "<br/>")
                let style = states?[pipeline.name, stage.name].map { ":::\($0.status.rawValue)" } ?? ""
                lines.append("        \(number(stage, in: pipeline, index))[\"\(label)\"]\(style)")
            }
            for arc in arcs(of: pipeline, index) { lines.append("        \(arc.from) --> \(arc.to)") }
            lines.append("    end")
        }
        if states != nil {
            for status in RecordedStage.Status.allCases {
                let color = PastStages.State(status: status, duration: nil).color
                lines.append("    classDef \(status.rawValue) fill:\(color),color:#000")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A directed graph for Graphviz, a cluster for each pipeline.
    var dot: String {
        var lines = ["digraph pipelines {", "    rankdir=LR;", "    node [shape=box];"]
        for (index, pipeline) in pipelines.enumerated() {
            lines.append("    subgraph cluster_p\(index) {")
            lines.append("        label=\"\(Self.quoted(pipeline.name, "\\\""))\";")
            for stage in nodes(of: pipeline) {
                let label = Self.quoted(label(of: stage, in: pipeline), "\\\"")
                let style = states?[pipeline.name, stage.name].map { ", style=filled, fillcolor=\"\($0.color)\"" } ?? ""
                lines.append("        \(number(stage, in: pipeline, index)) [label=\"\(label)\"\(style)];")
            }
            for arc in arcs(of: pipeline, index) { lines.append("        \(arc.from) -> \(arc.to);") }
            lines.append("    }")
        }
        return (lines + ["}"]).map { $0 + "\n" }.joined()
    }

    private func nodes(of pipeline: Pipeline) -> [Stage] {
        pipeline.graph.sorted.compactMap { name in pipeline.stages.first { $0.name == name } }
    }

    private func label(of stage: Stage, in pipeline: Pipeline) -> String {
        let lines = [
            stage.name, stage.stepNames.joined(separator: ", "), states?[pipeline.name, stage.name]?.text ?? "",
        ]
        return lines.filter { !$0.isEmpty }.joined(separator: "\\n")
    }

    private func number(_ stage: Stage, in pipeline: Pipeline, _ index: Int) -> String {
        "p\(index)s\(pipeline.stages.firstIndex { $0.name == stage.name } ?? 0)"
    }

    private func arcs(of pipeline: Pipeline, _ index: Int) -> [(from: String, to: String)] {
        nodes(of: pipeline).flatMap { stage in
            pipeline.graph.nearest(before: stage.name).compactMap { before in
                pipeline.stages.first { $0.name == before }.map {
                    (from: number($0, in: pipeline, index), to: number(stage, in: pipeline, index))
                }
            }
        }
    }

    private static func quoted(_ text: String, _ quote: String) -> String {
        text.withoutControls.replacing("\"", with: quote)
    }
}

extension String {
    /// The text without blanks at the ends of its lines.
    fileprivate var trimmingLineEnds: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }
}
