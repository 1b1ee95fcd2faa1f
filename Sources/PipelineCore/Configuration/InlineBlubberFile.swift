internal import BlubberConfig
internal import Diagnostics
internal import PositionedYAML

/// A Blubber document that stands in `config.yaml`, with expressions in its keys and values.
public struct InlineBlubberFile: Sendable {
    private let root: YAMLNode

    /// Every template in it.
    let templates: [Template]

    /// `nil` if an expression is malformed, which is reported.
    init?(_ node: YAMLNode, decoder: YAMLDecoder) {
        var templates: [Template] = []
        var isComplete = true
        for (text, place) in node.texts {
            if let template = decoder.template(text, at: place) {
                templates.append(template)
            } else {
                isComplete = false
            }
        }
        guard isComplete else { return nil }
        root = node
        self.templates = templates
    }

    /// Whether nothing in it depends on a run.
    var isLiteral: Bool { templates.allSatisfy(\.isLiteral) }

    /// The configuration with its expressions replaced; findings have their places in `config.yaml`.
    ///
    /// - Throws: `StageFailure.configuration` with findings that lack their sources, `.expression`.
    func configuration(in scope: ValueScope) throws(StageFailure) -> BlubberConfiguration {
        let expanded: YAMLNode
        do throws(ExpressionFailure) {
            expanded = try root.mapTexts { text, location throws(ExpressionFailure) in
                guard let template = try? Template(text, at: location) else { return text }
                return try scope.expand(template)
            }
        } catch {
            throw .expression(error)
        }
        do throws(DiagnosticList) {
            return try BlubberConfiguration.parse(expanded, file: "the inline `blubberfile`")
        } catch {
            throw .configuration(error, sources: [:])
        }
    }

    /// The configuration as written, if nothing in it depends on a run.
    func literalConfiguration() throws(StageFailure) -> BlubberConfiguration? {
        isLiteral ? try configuration(in: ValueScope(stage: "", ancestors: [:])) : nil
    }
}

extension YAMLNode {
    /// The keys and texts in it that hold something like an expression, and where they are.
    fileprivate var texts: [(String, YAMLNode)] {
        switch content {
        case .scalar(let scalar): scalar.text.contains("${") ? [(scalar.text, self)] : []
        case .sequence(let items): items.flatMap(\.texts)
        case .mapping(let mapping):
            mapping.entries.flatMap { entry in
                (entry.key.contains("${") ? [(entry.key, YAMLNode(.sequence([]), at: entry.keyLocation))] : [])
                    + entry.value.texts
            }
        }
    }

    /// The same tree with every key and text that holds something like an expression replaced by what `body` makes of it.
    fileprivate func mapTexts(
        _ body: (String, SourceLocation) throws(ExpressionFailure) -> String
    ) throws(ExpressionFailure) -> YAMLNode {
        switch content {
        case .scalar(let scalar):
            guard scalar.text.contains("${") else { return self }
            let text = try body(scalar.text, location)
            return YAMLNode(.scalar(YAMLScalar(text: text, isPlain: false)), at: location, length: length)
        case .sequence(let items):
            var mapped: [YAMLNode] = []
            for item in items { mapped.append(try item.mapTexts(body)) }
            return YAMLNode(.sequence(mapped), at: location, length: length)
        case .mapping(let mapping):
            var mapped = YAMLMapping()
            for entry in mapping.entries {
                let key = entry.key.contains("${") ? try body(entry.key, entry.keyLocation) : entry.key
                mapped.set(
                    YAMLMapping.Entry(key: key, keyLocation: entry.keyLocation, value: try entry.value.mapTexts(body)))
            }
            return YAMLNode(.mapping(mapped), at: location, length: length)
        }
    }
}
