internal import Diagnostics
internal import PositionedYAML

extension PipelineDecoder {
    /// A context that does not depend on the run must lie in the repository.
    func checkContext(of stage: Stage, directory: String) {
        guard let context = stage.build?.context, context.location != nil, context.isLiteral else { return }
        if RepositoryPath.isAddress(context.source) {
            if !RepositoryPath.isFetched(context.source) {
                let (message, hint) = RepositoryPath.cannotFetch(context.source)
                decoder.report("foreign-context", message, at: context.location, hint: hint)
            } else if stage.build?.excludes != nil {
                let (message, hint) = RepositoryPath.excludesOfAddress
                decoder.report("foreign-context", message, at: context.location, hint: hint)
            }
            return
        }
        guard RepositoryPath.normalized("\(directory)/\(context.source)") == nil else { return }
        decoder.report(
            "path-escapes", "the build context of `\(stage.name)` leaves the repository: `\(context.source)`",
            at: context.location)
    }

    /// Of two images published under one name and tag the later one takes it from the earlier without a word.
    func checkTags(of stages: [Stage]) {
        let publishing = stages.filter { $0.publish != nil }
        guard publishing.count > 1 else { return }
        var owners: [String: String] = [:]
        for stage in publishing {
            guard let publish = stage.publish, let name = publish.name.imageText(of: stage) else { continue }
            for tag in [publish.tag] + (publish.tags.items ?? []).flatMap(\.templates) {
                guard let text = tag.imageText(of: stage), !text.isEmpty else { continue }
                let reference = "\(name):\(text)"
                if let owner = owners.updateValue(stage.name, forKey: reference), owner != stage.name {
                    decoder.report(
                        "repeated-tag", "`\(owner)` and `\(stage.name)` both publish `\(reference)`",
                        at: tag.location ?? publish.location, severity: .warning,
                        notes: ["the image of `\(stage.name)`, which is published later, takes the tag"])
                }
            }
        }
    }
}

extension Template {
    /// What an image's name or tag becomes, with values of `setup` as written since they are the same for all stages;
    /// `nil` if it depends on more than the run and the stage.
    fileprivate func imageText(of stage: Stage) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += ImageNaming.sanitized(literal)
            case .variable(let variable) where variable.stage == "setup": text += variable.source
            case .variable(let variable) where variable.stage == "" && variable.key == "stage":
                text += ImageNaming.sanitized(stage.name)
            case .variable: return nil
            }
        }
        return text
    }
}
