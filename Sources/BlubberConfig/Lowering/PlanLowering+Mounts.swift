internal import Diagnostics

extension PlanLowering {
    mutating func lowered(_ step: RunStep, in stage: BuildStage, _ variables: StageVariables) -> [Instruction] {
        guard !step.mounts.isEmpty, !(dialect.snapshotMounts && dialect.mountVariables) else { return [.run(step)] }
        var marks: [Instruction] = []
        var mounts: [Mount] = []
        for mount in step.mounts {
            switch mount {
            case .cache(let cache): mounts.append(.cache(resolved(cache, variables)))
            case .bind(let bind):
                let bind = resolved(bind, variables)
                guard !dialect.snapshotMounts else {
                    let isMoved = preparesContext && bind.from == .context
                    let source = isMoved ? use(.whole, for: Path.relative(bind.source ?? ".")) : bind.source
                    mounts.append(.bind(bind.with(source: source, destination: bind.destination)))
                    continue
                }
                let mark = "\(StagePlanner.libraryFolder)/.mount-\(marks.count + 1)"
                let snapshot = snapshot(of: bind, for: stage)
                mounts.append(.bind(snapshot))
                marks.append(
                    .copy(
                        CopyStep(
                            from: snapshot.from, sources: [Self.markFile], destination: mark, exclude: [],
                            ownedByLives: true, location: bind.location)))
            }
        }
        let paths = marks.compactMap { if case .copy(let copy) = $0 { copy.destination } else { nil } }
        return marks + [.run(step.mounting(mounts, removing: paths))]
    }

    /// A file that is new whenever a snapshot is taken anew. Copying it makes the step behind the copy depend on what the
    /// snapshot holds.
    private static let markFile = "/.pipeline-runner-mark"

    /// The mount's files in a stage that nothing else reads from.
    private mutating func snapshot(of bind: BindMount, for stage: BuildStage) -> BindMount {
        let mark = Instruction.run(
            RunStep(.generated("cat /proc/sys/kernel/random/uuid > \(Self.markFile)"), isPrivate: true))
        if case .stage(let name) = bind.from, plan.stages.first(where: { $0.name == name })?.base != nil {
            let helper = addHelper(for: stage, "mount", base: nil, parent: name, [.user(.root), mark])
            return bind.reading(.stage(helper), source: bind.source)
        }
        // What variables stand for is not known here.
        let hasVariables = bind.source?.contains("$") ?? false
        let isContext = bind.from == .context
        var source = hasVariables ? nil : bind.source.map { isContext ? Path.clean(Path.relative($0)) : $0 }
        source = source ?? (isContext ? "." : "/")
        let copy = CopyStep(
            from: bind.from, sources: [source ?? "."], destination: "/mount", exclude: [], ownedByLives: false,
            location: bind.location)
        let helper = addHelper(
            for: stage, "mount", base: stage.base,
            [.user(.root), .copy(isContext ? loweredFromContext(copy) : copy), mark])
        return bind.reading(.stage(helper), source: hasVariables ? "/mount/\(bind.source ?? "")" : "/mount")
    }

    /// Puts back what was at mount points before the step: buildah 1.28 removes them afterwards with all that is in them.
    func restoration(of instructions: [Instruction], from stage: String?) -> [Instruction] {
        guard let stage, case .run(let step)? = instructions.last else { return [] }
        let targets = step.mounts.map { mount in
            switch mount {
            case .bind(let bind): (path: bind.destination, location: bind.location)
            case .cache(let cache): (path: cache.destination, location: cache.location)
            }
        }
        guard let first = targets.first else { return [] }
        let before = BindMount(
            from: .stage(stage), source: "/", destination: "/.pipeline-runner-before", location: first.location)
        let paths = targets.map { Shell.quoted($0.path) }.joined(separator: " ")
        let program = """
            for path in \(paths); do if [ -e "\(before.destination)$path" ]; then \
            cp -a "\(before.destination)$path" "${path%/*}/" || exit 1; fi; done
            """
        let restore = RunStep(.generated(program), mounts: [.bind(before)], isPrivate: true)
        return [.user(.root), .run(restore), .user(.lives)]
    }

    private mutating func resolved(_ bind: BindMount, _ variables: StageVariables) -> BindMount {
        bind.with(
            source: bind.source.map { resolved($0, variables, at: bind.location) },
            destination: mountPoint(bind.destination, variables, at: bind.location))
    }

    private mutating func resolved(_ cache: CacheMount, _ variables: StageVariables) -> CacheMount {
        cache.with(
            id: variables.expanded(cache.id) ?? cache.id,
            destination: mountPoint(cache.destination, variables, at: cache.location),
            uid: options.arguments["LIVES_UID"].flatMap { Int($0) } ?? cache.uid,
            gid: options.arguments["LIVES_GID"].flatMap { Int($0) } ?? cache.gid)
    }

    private mutating func mountPoint(_ path: String, _ variables: StageVariables, at location: SourceLocation) -> String
    {
        let known = resolved(path, variables, at: location)
        return known.contains("$") ? known : Path.clean(Path.resolve(known, in: variables.workingDirectory))
    }

    private mutating func resolved(_ path: String, _ variables: StageVariables, at location: SourceLocation) -> String {
        if let known = variables.expanded(path) { return known }
        if !dialect.mountVariables {
            report(
                "unknown-variable",
                "what `\(path)` stands for is known only during the build, and this engine cannot fill it in",
                at: location, hint: "use variables that `arguments` or `runs.environment` of the variant give")
        }
        return path
    }
}
