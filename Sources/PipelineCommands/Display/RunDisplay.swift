internal import PipelineCore

/// Shows a run's progress to a person or a program while it goes on.
protocol RunDisplay: Sendable {
    /// Tells which pipelines are about to run.
    func prepare(for pipelines: [Pipeline])
    /// Tells what happened; called from several tasks.
    func show(_ event: RunEvent)
    /// Ends the display; no event is shown after it.
    func close()
    /// Tells why nothing was run, or why the run ended outside of its stages. Returns whether a person has seen it then;
    /// if not, the command says it in its own way.
    func show(_ error: ErrorRecord) -> Bool
}

extension RunDisplay {
    func prepare(for pipelines: [Pipeline]) {}
    func show(_ error: ErrorRecord) -> Bool { false }
}

/// How progress is shown.
enum DisplayFormat: String, CaseIterable, Sendable {
    /// A live tree of stages, for terminals.
    case pretty
    /// A line at a time with the stage in front, for logs.
    case plain
    /// A JSON object a line.
    case json

    /// What the person or the surroundings ask for: a tree where a terminal may move its cursor, else lines.
    init(_ asked: DisplayFormat?, on channel: OutputChannel) {
        self = asked ?? (channel.usesColor ? .pretty : .plain)
    }

    /// The display on standard error. Lines become sections where a CI system knows them.
    func display(_ context: CommandContext) -> any RunDisplay {
        let channel = context.standardError
        let now = { @Sendable in context.now }
        switch self {
        case .json: return JSONDisplay(channel: channel, now: now)
        case .pretty where channel.isTerminal: return PrettyDisplay(channel: channel)
        case .pretty, .plain:
            guard let system = CISystem(environment: context.environment) else { return PlainDisplay(channel: channel) }
            return SectionedDisplay(channel: channel, markers: system.markers(now: now))
        }
    }
}
