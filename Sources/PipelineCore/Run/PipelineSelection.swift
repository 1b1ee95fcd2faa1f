internal import Diagnostics

/// Which pipelines of a configuration a run executes, and in which order.
public enum PipelineSelection {
    /// Why nothing can be selected.
    public struct Refusal: Error, Hashable, CustomStringConvertible {
        /// What is wrong.
        public let message: String
        /// What to do next.
        public let hint: String?
        /// The message, and the hint in a second line.
        public var description: String { message + (hint.map { "\n  help: \($0)" } ?? "") }
    }

    /// The pipelines called `names`, in file order; without names those that suit a publishing or a trying run.
    ///
    /// A publishing run takes `test` and `publish` where both exist, else all; those that publish nothing come first, so
    /// that their failure holds the others back. A run that does not publish takes those that publish nothing, or all with
    /// publishing suppressed if there are no others.
    ///
    /// `isMeant` takes the place of these rules: those it picks run, again with those that publish nothing first.
    ///
    /// - Throws: `Refusal` for a name that no pipeline has, and where nothing is meant.
    public static func select(
        from pipelines: [Pipeline], names: [String], publishes: Bool, isMeant: ((String) -> Bool)? = nil
    ) throws(Refusal) -> [Pipeline] {
        let known = pipelines.map(\.name)
        for name in names where !known.contains(name) {
            let near = nearMatch(to: name, among: known).map { "did you mean `\($0)`? " } ?? ""
            throw Refusal(
                message: "there is no pipeline `\(name)` in .pipeline/config.yaml",
                hint: near + "it has: \(known.joined(separator: ", "))")
        }
        if !names.isEmpty { return pipelines.filter { names.contains($0.name) } }
        if let isMeant {
            let meant = pipelines.filter { isMeant($0.name) }
            guard meant.isEmpty else { return meant.filter { !$0.isPublishing } + meant.filter(\.isPublishing) }
            throw Refusal(
                message: "the run configuration names no pipeline of .pipeline/config.yaml for this event",
                hint: "it has: \(known.joined(separator: ", "))")
        }
        let trying = pipelines.filter { !$0.isPublishing }
        let publishing = pipelines.filter(\.isPublishing)
        guard publishes else { return trying.isEmpty ? publishing : trying }
        let pair = pipelines.filter { ["test", "publish"].contains($0.name) }
        return pair.count == 2 ? pair.sorted { $0.name == "test" && $1.name != "test" } : trying + publishing
    }
}
