internal import BlubberConfig
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
        stage.keys = mapping.entries.filter { $0.key != "name" }.map {
            StageKey(name: $0.key, location: $0.keyLocation)
        }
        if mapping.entries.count == 1 {
            stage.keys = ["build", "run"].map { StageKey(name: $0, location: node.location) }
            stage.build = BuildStep()
            stage.run = RunStep()
            return stage
        }
        decodeSteps(mapping, into: &stage)
        checkBindings(of: stage, mapping, at: node)
        checkCopies(of: stage)
        checkVersions(of: stage)
        // What could not be read has a finding already.
        if decoder.errorCount == errorsBefore { checkEffect(of: stage, mapping, at: node) }
        return stage
    }

    private func decodeSteps(_ mapping: YAMLMapping, into stage: inout Stage) {
        for entry in mapping.entries where !entry.value.isBlank {
            switch entry.key {
            case "build": stage.build = build(entry.value)
            case "run": stage.run = run(entry.value)
            case "copy": stage.copy = copy(entry.value)
            case "publish": stage.publish = publish(entry.value)
            case "promote": stage.promote = promote(entry.value)
            case "deploy": stage.deploy = deploy(entry.value)
            case "exports": stage.exports = exports(entry.value)
            case "trigger": stage.trigger = trigger(entry.value)
            case "notify": stage.notify = decoder.notify(entry.value)
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

    private func build(_ node: YAMLNode) -> BuildStep? {
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
            case "excludes": step.excludes = excludes(entry.value)
            default: break
            }
        }
        return step
    }

    private func run(_ node: YAMLNode) -> RunStep? {
        var step = RunStep()
        if case .scalar = node.content { return decoder.boolean(node, field: "`run`") == true ? step : nil }
        let known = ["image", "arguments", "env", "credentials", "tail"]
        guard let mapping = decoder.mapping(node, field: "`run`", known: known) else { return nil }
        for entry in mapping.entries where !entry.value.isBlank {
            switch entry.key {
            case "image": step.image = decoder.template(entry.value, field: "`run.image`") ?? step.image
            case "arguments": step.arguments = decoder.texts(entry.value, field: "run.arguments") ?? step.arguments
            case "env": step.environment = environment(entry.value) ?? step.environment
            case "tail": step.tail = decoder.integer(entry.value, field: "`run.tail`") ?? 0
            case "credentials":
                step.credentials = credentials(entry.value)
            default: break
            }
        }
        return step
    }

    private func environment(_ node: YAMLNode) -> ValueTemplate? {
        if node.isComputed { return decoder.value(node, field: "`run.env`") }
        guard let mapping = decoder.mapping(node, field: "`run.env`") else { return nil }
        return .map(
            mapping.entries.compactMap { entry in
                decoder.template(entry.value, field: "`run.env.\(entry.key)`").map { (entry.key, .text($0)) }
            })
    }

    private func excludes(_ node: YAMLNode) -> ValueTemplate? {
        let value = decoder.texts(node, field: "build.excludes")
        for template in value?.templates ?? [] where template.isLiteral {
            do throws(InvalidPattern) {
                _ = try PathPatterns([template.source])
            } catch {
                guard let location = template.location else { continue }
                decoder.report(
                    "invalid-value", "`\(template.source)` is not a pattern: \(error.reason)", at: location,
                    length: template.source.unicodeScalars.count)
            }
        }
        return value
    }

    private func publish(_ node: YAMLNode) -> PublishStep? {
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
            case "tags": step.tags = decoder.texts(entry.value, field: "publish.image.tags") ?? step.tags
            default: break
            }
        }
        return step
    }

    private func exports(_ node: YAMLNode) -> ExportStep? {
        if node.isComputed {
            decoder.report(
                "wrong-type", "`exports` must be a map of names, not a comprehension", at: node,
                hint: "put `$each` or `$merge` behind a name")
            return nil
        }
        guard let mapping = decoder.mapping(node, field: "`exports`") else { return nil }
        return ExportStep(
            entries: mapping.entries.compactMap { entry in
                decoder.value(entry.value, field: "`exports.\(entry.key)`").map { (entry.key, $0) }
            })
    }
}
