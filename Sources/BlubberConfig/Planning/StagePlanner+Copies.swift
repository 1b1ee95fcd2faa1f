internal import Diagnostics
internal import OCI

extension StagePlanner {
    /// The install phase: one instruction an entry, two where an entry names only a variant or image.
    func copies() -> [Instruction] {
        variant.copies.flatMap { entry -> [Instruction] in
            if let source = entry.source {
                return [copy([absolute(source, entry)], to: entry.destination ?? source, like: entry)]
            }
            if entry.from.value == .local { return [copy(["."], to: ".", like: entry)] }
            return [applicationFolder, Self.libraryFolder].map { copy([$0], to: $0, like: entry) }
        }
    }

    /// One instruction for all requirements of the same origin and destination.
    func requirementCopies(_ requirements: [Artifact]?) -> [Instruction] {
        var groups: [[Requirement]] = []
        for requirement in (requirements ?? []).map(Requirement.init) {
            if let index = groups.firstIndex(where: { $0.first?.shares(instructionWith: requirement) ?? false }) {
                groups[index].append(requirement)
            } else if let index = groups.lastIndex(where: { $0.first?.from == requirement.from }) {
                // Groups of one origin stay together, where the origin came first.
                groups.insert([requirement], at: index + 1)
            } else {
                groups.append([requirement])
            }
        }
        return groups.compactMap { group in
            guard let first = group.first else { return nil }
            let sources = group.map { absolute($0.source, $0.artifact) }
            return copy(
                sources, to: first.destination, like: first.artifact, exclude: group.flatMap(\.artifact.exclude))
        }
    }

    private func copy(
        _ sources: [String], to destination: String, like entry: Artifact, exclude: [String]? = nil
    ) -> Instruction {
        let needsSlash = sources.count > 1 && !Path.endsInSlash(destination)
        return .copy(
            CopyStep(
                from: origin(entry.from), sources: sources, destination: needsSlash ? destination + "/" : destination,
                exclude: (exclude ?? entry.exclude).map(Self.relativePattern), ownedByLives: fields.base != nil,
                location: entry.location))
    }

    /// In an ignore file a slash in front means the folder itself, which frontends do not know of exclusions.
    private static func relativePattern(_ text: String) -> String {
        let isException = text.hasPrefix("!")
        let body = isException ? String(text.dropFirst()) : text
        return (isException ? "!" : "") + (body.utf8.count > 1 ? Path.relative(body) : body)
    }

    func origin(_ origin: Located<Origin>) -> FileOrigin {
        switch origin.value {
        case .local: .context
        case .variant(let name): .stage(stageNames[name] ?? name)
        case .image(let reference): .image(BaseImage(reference, at: origin.location))
        }
    }

    /// Engines resolve sources in other stages against the root; here they are relative to the variant's last
    /// working directory.
    private func absolute(_ source: String, _ entry: Artifact) -> String {
        switch entry.from.value {
        case .local: source
        case .variant(let name): Path.resolve(source, in: workingDirectories[name] ?? "/")
        case .image: Path.resolve(source, in: "/")
        }
    }
}
