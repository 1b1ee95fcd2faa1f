internal import ImageTree
internal import PipelineCore
internal import RunFiles
internal import Synchronization

/// Shows the progress of a tree's build, a line at a time, and keeps all of it in a log.
struct TreeDisplay: Sendable {
    private let tree: ProductionTree
    private let channel: OutputChannel
    private let log: RunLog
    private let showsOutput: Bool
    private let starts = Starts()

    init(tree: ProductionTree, channel: OutputChannel, log: RunLog, showsOutput: Bool) {
        self.tree = tree
        self.channel = channel
        self.log = log
        self.showsOutput = showsOutput
    }

    func begin(_ plan: TreePlan) {
        write("Will build or publish the following images:")
        for step in plan.steps {
            let verb = step.action == .publish ? "publish " : ""
            write("* \(verb)\(label(step.name)): \(step.reason)")
        }
    }

    /// A line that is about no image.
    func note(_ line: String) { write(line) }

    func show(_ event: TreeBuild.Event) {
        switch event {
        case .started(let name):
            starts.set(name)
            write("[\(name)] started")
        case .output(let name, let line):
            let text = "[\(name)] \(line.text)"
            log.write(text)
            if showsOutput { channel.write((channel.isTerminal ? text.withoutControls : text) + "\n") }
        case .finished(let outcome): show(outcome)
        }
    }

    /// The list that a person looks for at the end of a long log.
    func summarize(_ failed: [TreeBuild.Outcome]) {
        write("not built or not published:")
        for outcome in failed {
            guard case .failure(let failure) = outcome.result else { continue }
            write("* \(label(outcome.name)): \(failure.description.prefix { !$0.isNewline })")
        }
        channel.write("the full log: \(log.path)\n")
    }

    /// What a build that is stopped leaves undone.
    func interrupted(_ plan: TreePlan, done: Set<String>) {
        let rest = plan.steps.map(\.name).filter { !done.contains($0) }
        write("stopped; not done: \(rest.joined(separator: ", "))")
        channel.write("the full log: \(log.path)\n")
    }

    private func show(_ outcome: TreeBuild.Outcome) {
        let name = outcome.name
        switch outcome.result {
        case .success(let made):
            let time = starts.duration(of: name).map { " after \($0.shortText)" } ?? ""
            let elsewhere = made.isElsewhere ? ", not published: the registry has this version" : ""
            let published = made.digest == nil ? elsewhere : ", published"
            let latest = made.latestStays.map { ", latest stays at \($0)" } ?? ""
            write("[\(name)] done\(time)\(made.wasTested ? ", tested" : "")\(published)\(latest)")
        case .failure(.parent(let parent)): write("[\(name)] not built because of \(parent)")
        case .failure(let failure):
            for line in "FAILED: \(failure)".split(separator: "\n", omittingEmptySubsequences: false) {
                write("[\(name)] \(line)")
            }
        }
    }

    private func label(_ name: String) -> String { tree.images[name]?.definition.labelText ?? name }

    private func write(_ line: String) {
        log.write(line)
        channel.write((channel.isTerminal ? line.withoutControls : line) + "\n")
    }
}

/// When each image's turn came.
private final class Starts: Sendable {
    private let moments = Mutex<[String: ContinuousClock.Instant]>([:])

    func set(_ name: String) { moments.withLock { $0[name] = .now } }

    func duration(of name: String) -> Duration? { moments.withLock { $0[name] }?.duration(to: .now) }
}
