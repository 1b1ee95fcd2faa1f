internal import Diagnostics
internal import PositionedYAML

/// Decodes one stage: short forms, defaults, and the steps it takes.
///
/// A value that is null, false, 0 or empty counts as not there, both for defaults and for whether a step runs.
struct StageDecoder {
    static let reservedNames = ["setup", "teardown"]
    private static let keys = [
        "name", "blubberfile", "build", "run", "copy", "publish", "promote", "deploy", "exports", "trigger", "notify",
    ]
    /// Steps of the format that cannot be executed yet, with the keys they may hold.
    private static let laterSteps = ["copy", "promote", "deploy", "trigger", "notify"]

    let decoder: YAMLDecoder
    let index: Int
    let blubberFile: BlubberFile
    let blubberFileOf: (YAMLNode?) -> BlubberFile?

    func decode(_ node: YAMLNode) -> Stage? {
        guard let mapping = decoder.mapping(node, field: "stage \(index + 1)", known: Self.keys),
            let name = name(mapping, of: node)
        else { return nil }
        var stage = Stage(name: name, location: node.location, blubberFile: blubberFile)
        if let own = blubberFileOf(mapping["blubberfile"]) { stage.blubberFile = own }
        if mapping.entries.count == 1 {
            stage.build = BuildStep()
            stage.run = RunStep()
            return stage
        }
        for entry in mapping.entries where !entry.value.isBlank {
            switch entry.key {
            case "build": stage.build = build(entry.value, &stage)
            case "run": stage.run = run(entry.value, &stage)
            case "publish": stage.publish = publish(entry.value, &stage)
            case "exports": stage.exports = exports(entry.value)
            case let key where Self.laterSteps.contains(key):
                stage.unavailable.append(UnavailableStep(name: key, location: entry.keyLocation))
            default: break
            }
        }
        checkBindings(of: stage, at: node)
        return stage
    }

    private func name(_ mapping: YAMLMapping, of node: YAMLNode) -> String? {
        guard let nameNode = mapping["name"], !nameNode.isBlank else {
            let hint = index > 0 ? "did you mean to continue stage \(index)? each `-` begins a new stage" : nil
            decoder.report("missing-name", "stage \(index + 1) has no name", at: node, hint: hint)
            return nil
        }
        guard let name = decoder.string(nameNode, field: "`name`") else { return nil }
        if Self.reservedNames.contains(name) {
            decoder.report("reserved-name", "`\(name)` is a reserved stage name", at: nameNode)
        }
        if name.contains(".") {
            decoder.report(
                "dotted-name", "other stages cannot read the values of `\(name)`: its name has a dot", at: nameNode,
                severity: .warning)
        }
        return name
    }

    private func build(_ node: YAMLNode, _ stage: inout Stage) -> BuildStep? {
        var step = BuildStep()
        if case .scalar = node.content {
            guard let variant = decoder.template(node, field: "`build`") else { return nil }
            step.variant = variant
            return step
        }
        let known = ["variant", "context", "excludes", "imagePullPolicy"]
        guard let mapping = decoder.mapping(node, field: "`build`", known: known) else { return nil }
        for entry in mapping.entries where !entry.value.isBlank {
            switch entry.key {
            case "variant": step.variant = decoder.template(entry.value, field: "`build.variant`") ?? step.variant
            case "context": step.context = decoder.template(entry.value, field: "`build.context`") ?? step.context
            case "imagePullPolicy":
                step.pullPolicy = decoder.template(entry.value, field: "`build.imagePullPolicy`") ?? step.pullPolicy
            case "excludes":
                stage.unavailable.append(UnavailableStep(name: "build.excludes", location: entry.keyLocation))
            default: break
            }
        }
        return step
    }

    private func run(_ node: YAMLNode, _ stage: inout Stage) -> RunStep? {
        var step = RunStep()
        if case .scalar = node.content { return decoder.boolean(node, field: "`run`") == true ? step : nil }
        let known = ["image", "arguments", "env", "credentials", "tail"]
        guard let mapping = decoder.mapping(node, field: "`run`", known: known) else { return nil }
        for entry in mapping.entries where !entry.value.isBlank {
            switch entry.key {
            case "image": step.image = decoder.template(entry.value, field: "`run.image`") ?? step.image
            case "arguments": step.arguments = templates(entry.value, field: "run.arguments", &stage)
            case "env": step.environment = environment(entry.value)
            case "tail": step.tail = decoder.integer(entry.value, field: "`run.tail`") ?? 0
            case "credentials":
                stage.unavailable.append(UnavailableStep(name: "run.credentials", location: entry.keyLocation))
            default: break
            }
        }
        return step
    }

    private func environment(_ node: YAMLNode) -> [(name: String, value: Template)] {
        (decoder.mapping(node, field: "`run.env`")?.entries ?? []).compactMap { entry in
            decoder.template(entry.value, field: "`run.env.\(entry.key)`").map { (entry.key, $0) }
        }
    }

    private func publish(_ node: YAMLNode, _ stage: inout Stage) -> PublishStep? {
        guard let mapping = decoder.mapping(node, field: "`publish`", known: ["image"]),
            let image = mapping["image"], !image.isBlank
        else { return nil }
        var step = PublishStep()
        step.location = image.location
        if case .scalar = image.content { return decoder.boolean(image, field: "`publish.image`") == true ? step : nil }
        guard let fields = decoder.mapping(image, field: "`publish.image`", known: ["id", "name", "tag", "tags"]) else {
            return nil
        }
        for entry in fields.entries where !entry.value.isBlank {
            switch entry.key {
            case "id": step.id = decoder.template(entry.value, field: "`publish.image.id`") ?? step.id
            case "name": step.name = decoder.template(entry.value, field: "`publish.image.name`") ?? step.name
            case "tag": step.tag = decoder.template(entry.value, field: "`publish.image.tag`") ?? step.tag
            case "tags": step.tags = templates(entry.value, field: "publish.image.tags", &stage)
            default: break
            }
        }
        return step
    }

    private func templates(_ node: YAMLNode, field: String, _ stage: inout Stage) -> [Template] {
        if case .mapping(let mapping) = node.content, mapping["$each"] ?? mapping["$merge"] != nil {
            stage.unavailable.append(UnavailableStep(name: "\(field) as a list comprehension", location: node.location))
            return []
        }
        return (decoder.sequence(node, field: "`\(field)`") ?? []).compactMap {
            decoder.template($0, field: "an item of `\(field)`")
        }
    }

    private func exports(_ node: YAMLNode) -> [(name: String, value: ExportedValue)] {
        (decoder.mapping(node, field: "`exports`")?.entries ?? []).compactMap { entry in
            exported(entry.value).map { (entry.key, $0) }
        }
    }

    private func exported(_ node: YAMLNode) -> ExportedValue? {
        switch node.content {
        case .scalar(let scalar): decoder.template(scalar.text, at: node).map(ExportedValue.template)
        case .sequence(let items): .list(items.compactMap(exported))
        case .mapping(let mapping):
            .map(mapping.entries.compactMap { entry in exported(entry.value).map { (entry.key, $0) } })
        }
    }

    /// `run` and `publish` default to the stage's own image, which only a build in the same stage binds.
    private func checkBindings(of stage: Stage, at node: YAMLNode) {
        guard stage.build == nil else { return }
        let own = RunStep().image.source
        if let run = stage.run, run.image.source == own {
            decoder.report(
                "no-image", "`\(stage.name)` runs an image but builds none", at: node,
                hint: "add `build: VARIANT`, or `image: '${STAGE.imageID}'` to run another stage's image")
        }
        if let publish = stage.publish, publish.id.source == own {
            decoder.report(
                "no-image", "`\(stage.name)` publishes an image but builds none", at: node,
                hint: "add `build: VARIANT`, or `id: '${STAGE.imageID}'` to publish another stage's image")
        }
    }
}
