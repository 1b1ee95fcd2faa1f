internal import Diagnostics

/// The values that one stage may read: its own, and those of the stages that come before it in the graph.
public struct ValueScope: Sendable {
    /// The stage whose templates are expanded.
    public let stage: String
    private var own: [String: StageValue]
    private let ancestors: [String: [String: StageValue]]
    private var isLoop = false

    /// The scope of `stage`, which has its own name bound as `stage`.
    public init(stage: String, ancestors: [String: [String: StageValue]]) {
        self.stage = stage
        self.ancestors = ancestors
        own = ["stage": .text(stage)]
    }

    /// The scope of a `$yield`: `names` are its own values, those of the stage are read by the stage's name.
    func inside(_ names: [String: StageValue]) -> ValueScope {
        var readable = ancestors
        if !isLoop { readable[stage] = own }
        var scope = ValueScope(stage: stage, ancestors: readable)
        scope.own = names
        scope.isLoop = true
        return scope
    }

    /// The stage's own values.
    public var values: [String: StageValue] { own }

    /// The values of the stages that lead here, and the own ones, by stage.
    var readable: [String: [String: StageValue]] { ancestors.merging([stage: own]) { $1 } }

    /// Binds an own value.
    ///
    /// - Throws: `ExpressionFailure` if the key has a value already.
    public mutating func bind(_ key: String, _ value: StageValue) throws(ExpressionFailure) {
        guard own[key] == nil else {
            throw ExpressionFailure("`\(stage)` already has a value assigned to `\(key)`", hint: "use another name")
        }
        own[key] = value
    }

    /// Binds an own text.
    ///
    /// - Throws: as `bind(_:_:)`.
    public mutating func bind(_ key: String, text: String) throws(ExpressionFailure) { try bind(key, .text(text)) }

    /// `template` with its expressions replaced. Results are not looked at again; `${NAME}` without a dot that nothing
    /// binds stays as it is.
    ///
    /// - Throws: `ExpressionFailure` where a stage may not be read or a key is not bound.
    public func expand(_ template: Template) throws(ExpressionFailure) -> String {
        try expand(template) { $0.source }
    }

    /// The same, with `unbound` saying what takes the place of `${NAME}` without a dot that nothing binds.
    func expand(_ template: Template, unbound: (Template.Variable) -> String) throws(ExpressionFailure) -> String {
        var text = ""
        for part in template.parts {
            switch part {
            case .literal(let literal): text += literal
            case .variable(let variable):
                do throws(ExpressionFailure) {
                    text += try value(of: variable) ?? unbound(variable)
                } catch {
                    throw error.placed(at: template.location, length: template.source.unicodeScalars.count)
                }
            }
        }
        return text
    }

    /// `nil` if the variable has no dot and nothing binds it.
    private func value(of variable: Template.Variable) throws(ExpressionFailure) -> String? {
        let stageName = variable.stage ?? ""
        guard let values = stageName.isEmpty ? own : ancestors[stageName] else {
            let hint = nearMatch(to: stageName, among: ancestors.keys.sorted()).map { "did you mean `\($0)`?" }
            throw ExpressionFailure(
                "cannot read `\(variable.source)`: `\(stage)` does not follow `\(stageName)` in the graph",
                hint: hint ?? "a stage reads its own values as `${.key}`, and those of stages that lead to it")
        }
        if let value = values[variable.key] {
            return value.isBlank ? variable.fallback ?? "" : value.description
        }
        if let fallback = variable.fallback { return fallback }
        if variable.stage == nil { return nil }
        let readable =
            (own.keys.map { ".\($0)" } + ancestors.flatMap { entry in entry.value.keys.map { "\(entry.key).\($0)" } })
            .sorted()
        let wanted = "\(stageName).\(variable.key)"
        let hint = nearMatch(to: wanted, among: readable).map { "did you mean `${\($0)}`?" }
        throw ExpressionFailure(
            "no value is bound for `\(variable.source)`; readable here: \(readable.joined(separator: ", "))", hint: hint
        )
    }
}
