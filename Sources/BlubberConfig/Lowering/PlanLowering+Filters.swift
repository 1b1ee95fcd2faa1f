internal import Diagnostics
internal import OCI

extension PlanLowering {
    private static let root = "/filtered"

    /// The same copy of files that were copied into another stage, where a program removed what `exclude` names.
    mutating func filtered(_ step: CopyStep, for stage: BuildStage) -> CopyStep {
        guard let patterns = try? PathPatterns(step.exclude), !patterns.isEmpty else {
            return step.copying(step.sources)
        }
        guard let base = stage.base ?? plan.stages.lazy.compactMap(\.base).first ?? step.image else {
            report(
                "no-exclude", "`exclude` needs a stage with a `base` for this engine", at: step.location,
                hint: "use an engine with a current BuildKit, or copy the files from the variant one by one")
            return step.copying(step.sources)
        }
        let parts = step.sources.enumerated().map { Self.part($0.offset, of: $0.element) }
        let copies = parts.map { part in
            Instruction.copy(
                CopyStep(
                    from: step.from, sources: [part.copied], destination: part.place, exclude: [], ownedByLives: false,
                    location: step.location))
        }
        var sources = parts.map(\.source)
        let gathering = parts.compactMap(\.gathering)
        let program =
            [FilterProgram.start] + (gathering.isEmpty ? [] : ["mkdir -p \(Self.root)/empty"]) + gathering
            + [FilterProgram.text(patterns, below: Self.root)]
        if step.needsMatch(in: dialect) { sources.append("\(Self.root)/empty/") }
        let run = RunStep(.shell(program.joined(separator: "\n")), isPrivate: true)
        let helper = addHelper(for: stage, "filtered", base: base, [.user(.root)] + copies + [.run(run)])
        return step.copying(sources, from: .stage(helper), isIntoFolder: sources.count > 1)
    }

    /// A source of the copy: what is copied into the helping stage, to which place, and what is copied from there.
    private struct Part {
        let copied: String
        let place: String
        let source: String
        /// For wildcards, which are copied with the folder that they are looked up in: what picks their matches.
        var gathering: String?
    }

    private static func part(_ index: Int, of source: String) -> Part {
        let clean = Path.clean(source)
        let names = clean.split(separator: "/")
        guard let first = names.firstIndex(where: { Path.hasWildcard(String($0)) }),
            let pattern = try? PathPattern(source: names[first...].joined(separator: "/"))
        else {
            let place = "\(root)/\(index)/\(clean == "/" ? "root" : Path.lastComponent(clean))"
            return Part(copied: source, place: place, source: place + (Path.endsInSlash(source) ? "/" : ""))
        }
        let folder = names[..<first].map { "/\($0)" }.joined() + "/"
        let tree = "/tree-\(index)"
        return Part(
            copied: folder, place: "\(tree)/", source: "\(root)/\(index)-*/*",
            gathering: FilterProgram.gathering(
                pattern, ofDepth: names.count - first, in: tree, to: "\(root)/\(index)"))
    }
}
