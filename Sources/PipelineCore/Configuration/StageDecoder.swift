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
    /// Steps of the format that cannot be executed yet.
    private static let laterSteps = ["copy", "promote", "deploy", "trigger", "notify"]

    let decoder: YAMLDecoder
    let index: Int
    let blubberFile: BlubberFile
    let blubberFileOf: (YAMLNode?) -> BlubberFile?

    func decode(_ node: YAMLNode) -> Stage? {
        let errorsBefore = decoder.errorCount
        guard let mapping = decoder.mapping(node, field: "stage \(index + 1)", known: Self.keys),
            let name = name(mapping, of: node)
        else { return nil }
        var stage = Stage(name: name, location: node.location, blubberFile: blubberFile)
        stage.nameLocation = mapping["name"]?.location
        if let own = blubberFileOf(mapping["blubberfile"]) { stage.blubberFile = own }
        if mapping.entries.count == 1 {
            stage.build = BuildStep()
            stage.run = RunStep()
            return stage
        }
        decodeSteps(mapping, into: &stage)
        checkBindings(of: stage, mapping, at: node)
        // What could not be read has a finding already.
        if decoder.errorCount == errorsBefore { checkEffect(of: stage, mapping, at: node) }
        return stage
    }

    private func decodeSteps(_ mapping: YAMLMapping, into stage: inout Stage) {
        for entry in mapping.entries where !entry.value.isBlank {
            switch entry.key {
            case "build": stage.build = build(entry.value, &stage)
            case "run": stage.run = run(entry.value, &stage)
            case "publish": stage.publish = publish(entry.value, &stage)
            case "exports": stage.exports = exports(entry.value, &stage)
            case let key where Self.laterSteps.contains(key):
                stage.unavailable.append(UnavailableStep(name: key, location: entry.keyLocation))
            default: break
            }
        }
    }

    private func name(_ mapping: YAMLMapping, of node: YAMLNode) -> String? {
        guard let nameNode = mapping["name"], !nameNode.isBlank else {
            let unknown = mapping.entries.map(\.key).filter { !Self.keys.contains($0) }
            // A misspelt `name` has a finding already.
            if unknown.contains(where: { decoder.near($0, among: Self.keys) == "name" }) { return nil }
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
                step.pullPolicy = decoder.template(entry.value, field: "`build.imagePullPolicy`")
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
            case "env": step.environment = environment(entry.value, &stage)
            case "tail": step.tail = decoder.integer(entry.value, field: "`run.tail`") ?? 0
            case "credentials":
                step.credentials = credentials(entry.value)
            default: break
            }
        }
        return step
    }

    private func environment(_ node: YAMLNode, _ stage: inout Stage) -> [(name: String, value: Template)] {
        guard !isComprehension(node, field: "run.env", &stage) else { return [] }
        return (decoder.mapping(node, field: "`run.env`")?.entries ?? []).compactMap { entry in
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
        guard !isComprehension(node, field: field, &stage) else { return [] }
        return (decoder.sequence(node, field: "`\(field)`") ?? []).compactMap {
            decoder.template($0, field: "an item of `\(field)`")
        }
    }

    /// Notes a `$each` or `$merge`, which cannot be evaluated yet.
    private func isComprehension(_ node: YAMLNode, field: String, _ stage: inout Stage) -> Bool {
        guard case .mapping(let mapping) = node.content,
            let entry = mapping.entries.first(where: { ["$each", "$merge"].contains($0.key) })
        else { return false }
        stage.unavailable.append(UnavailableStep(name: "\(field).\(entry.key)", location: entry.keyLocation))
        return true
    }

    private func exports(_ node: YAMLNode, _ stage: inout Stage) -> ExportStep? {
        guard let mapping = decoder.mapping(node, field: "`exports`") else { return nil }
        return ExportStep(
            entries: mapping.entries.compactMap { entry in
                exported(entry.value, field: "exports.\(entry.key)", &stage).map { (entry.key, $0) }
            })
    }

    private func exported(_ node: YAMLNode, field: String, _ stage: inout Stage) -> ExportedValue? {
        guard !isComprehension(node, field: field, &stage) else { return nil }
        switch node.content {
        case .scalar(let scalar):
            let text = scalar.resolved == .null ? "" : scalar.text
            return decoder.template(text, at: node).map(ExportedValue.template)
        case .sequence(let items): return .list(items.compactMap { exported($0, field: field, &stage) })
        case .mapping(let mapping):
            return .map(
                mapping.entries.compactMap { entry in
                    exported(entry.value, field: field, &stage).map { (entry.key, $0) }
                })
        }
    }
}
