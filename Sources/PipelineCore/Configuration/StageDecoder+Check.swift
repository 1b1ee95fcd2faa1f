internal import Diagnostics
internal import PositionedYAML

extension StageDecoder {
    /// `run` and `publish` default to the stage's own image, which only a build in the same stage binds.
    func checkBindings(of stage: Stage, _ mapping: YAMLMapping, at node: YAMLNode) {
        guard mapping["build"]?.isBlank ?? true else { return }
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

    /// `copy` takes from the stage's own container where it names no other.
    func checkCopies(of stage: Stage) {
        guard stage.run == nil, let items = stage.copy?.entries.items else { return }
        for item in items {
            if case .merge = item { continue }
            guard item["from"] == nil else { continue }
            decoder.report(
                "no-container", "`\(stage.name)` copies out of its container but runs none",
                at: item.templates.lazy.compactMap(\.location).first ?? stage.location,
                hint: "add `run: true`, or `from: '${STAGE.container}'` to copy from another stage's container")
        }
    }

    /// A key with nothing behind it counts as not there, which is easily overlooked.
    func checkEffect(of stage: Stage, _ mapping: YAMLMapping, at node: YAMLNode) {
        guard !stage.steps.isEmpty else {
            decoder.report(
                "idle-stage", "the stage `\(stage.name)` does nothing", at: node, severity: .warning,
                hint: "add `build: VARIANT` and `run: true`; only a stage with no key but `name` does both by itself")
            return
        }
        for key in ["build", "run", "promote", "deploy", "trigger"] { checkEmpty(mapping[key], key: key) }
        if case .mapping(let publish)? = mapping["publish"]?.content {
            checkEmpty(publish["image"], key: "publish.image")
        }
    }

    private func checkEmpty(_ node: YAMLNode?, key: String) {
        guard let node, case .mapping = node.content, node.isBlank else { return }
        let remedy =
            switch key {
            case "build": "name a variant"
            case "run": "write `run: true`"
            case "publish.image": "write `image: true`"
            default: "say what it is to do"
            }
        decoder.report(
            "empty-step", "an empty `\(key)` counts as not there", at: node, severity: .warning,
            hint: "\(remedy), or remove it")
    }
}

extension YAMLDecoder {
    /// How many errors were found so far.
    var errorCount: Int { findings.diagnostics.count { $0.severity == .error } }
}
