extension DockerfilePrinter {
    mutating func copy(_ step: CopyStep) -> String {
        var words = ["COPY"]
        if step.ownedByLives { words.append("--chown=$LIVES_UID:$LIVES_GID") }
        switch step.from {
        case .context: break
        case .stage(let name): words.append("--from=\(name)")
        case .image(let image): words.append("--from=\(image.reference)")
        }
        if options.dialect.copyExclude {
            words += step.exclude.map { "--exclude=\(DockerfileText.flagValue($0))" }
        } else if !step.exclude.isEmpty {
            report(
                "no-exclude", "`exclude` cannot be expressed for this engine", at: step.location,
                hint: "use an engine with a current BuildKit, or list the patterns in `.dockerignore`")
        }
        let paths = (step.sources + [step.destination]).map(DockerfileText.wordEscaped)
        return (words + [DockerfileText.json(paths)]).joined(separator: " ")
    }

    mutating func file(_ step: FileStep) -> String {
        if options.dialect.hereDocuments {
            return "COPY --chmod=0644 "
                + DockerfileText.hereDocument(step.text, word: "BLUBBER_FILE", target: step.path)
        }
        let lines = DockerfileText.lines(step.text)
        let path = Shell.quoted(step.path)
        let commands = [
            "mkdir -p \(Shell.quoted(Path.parent(step.path)))",
            "printf '%s\\n' \(lines.map(DockerfileText.singleQuoted).joined(separator: " ")) >\(path)",
            "chmod 0644 \(path)",
        ]
        return "RUN \(Self.command(Shell.chain(commands)))"
    }
}
