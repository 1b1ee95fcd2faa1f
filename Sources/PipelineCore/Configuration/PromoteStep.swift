public import Diagnostics
internal import PositionedYAML

/// Writes the version of charts into the repository that deployments are made from.
public struct PromoteStep: Sendable {
    /// A list of maps with `chart`, `environments` and `version`, each of them optional.
    public var entries: ValueTemplate
    /// Where it is written.
    public var location: SourceLocation?

    /// The chart of an entry that names none.
    static let usualChart = Template(variable: "projectShortName", of: "setup")
    /// The version of an entry that gives none.
    static let usualVersion = Template(variable: "imageTag")
}

extension StageDecoder {
    static let promoteKeys = ["chart", "environments", "version"]

    /// The value of `promote`: `true`, or a list. What a comprehension makes is looked at when it has made it.
    func promote(_ node: YAMLNode) -> PromoteStep? {
        if node.isComputed {
            return decoder.value(node, field: "`promote`").map { PromoteStep(entries: $0, location: node.location) }
        }
        if case .scalar = node.content {
            guard decoder.boolean(node, field: "`promote`") == true else { return nil }
            return PromoteStep(entries: .list([.map([])]), location: node.location)
        }
        guard let items = decoder.sequence(node, field: "`promote`") else { return nil }
        return PromoteStep(entries: .list(items.compactMap(promoteItem)), location: node.location)
    }

    private func promoteItem(_ node: YAMLNode) -> ValueTemplate? {
        let field = "an item of `promote`"
        if node.isComputed { return decoder.value(node, field: field) }
        guard let map = decoder.mapping(node, field: field, known: Self.promoteKeys) else { return nil }
        return .map(
            map.entries.compactMap { entry in
                guard !entry.value.isBlank else { return nil }
                if entry.key == "environments" {
                    return decoder.texts(entry.value, field: "promote.environments").map { (entry.key, $0) }
                }
                return decoder.template(entry.value, field: "`promote.\(entry.key)`").map { (entry.key, .text($0)) }
            })
    }

    /// The version defaults to the tag that the same stage publishes, the image to what it publishes.
    func checkVersions(of stage: Stage) {
        guard stage.publish == nil else { return }
        let unversioned = (stage.promote?.entries.items ?? []).contains { item in
            if case .map = item { item["version"] == nil } else { false }
        }
        if unversioned {
            decoder.report(
                "no-image", "`\(stage.name)` promotes an image's tag but publishes none",
                at: stage.promote?.location ?? stage.location,
                hint: "add `publish`, or `version: '${STAGE.imageTag}'` to promote another stage's image")
        }
        guard let deploy = stage.deploy else { return }
        let lacking = [("image", deploy.image == nil), ("tag", deploy.tag == nil)].filter(\.1).map(\.0)
        guard !lacking.isEmpty else { return }
        decoder.report(
            "no-image", "`\(stage.name)` deploys an image but publishes none", at: deploy.location ?? stage.location,
            hint: "add `publish`, or `image: '${STAGE.imageName}'` and `tag: '${STAGE.imageTag}'` to deploy another "
                + "stage's image")
    }
}
