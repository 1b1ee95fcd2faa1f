extension DockerfilePrinter {
    func copy(_ step: CopyStep) -> String {
        var words = ["COPY"]
        if step.ownedByLives { words.append("--chown=$LIVES_UID:$LIVES_GID") }
        switch step.from {
        case .context: break
        case .stage(let name): words.append("--from=\(name)")
        case .image(let image): words.append("--from=\(image.reference)")
        }
        words += step.exclude.map { "--exclude=\(DockerfileText.flagValue($0))" }
        let paths = (step.sources + [step.destination]).map(DockerfileText.wordEscaped)
        return (words + [DockerfileText.json(paths)]).joined(separator: " ")
    }

    func file(_ step: FileStep) -> String {
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
