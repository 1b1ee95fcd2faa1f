/// The variables of a stage whose values are known before it is built.
struct StageVariables {
    /// The values that replace defaults.
    let arguments: [String: String]
    /// Where relative paths begin.
    private(set) var workingDirectory = "/"
    private var values: [String: String] = [:]

    init(arguments: [String: String]) { self.arguments = arguments }

    /// The arguments that a stage declares, for one that goes on where it leaves off; its environment is handed on anyway.
    func arguments(of stage: BuildStage) -> [Variable] {
        var arguments: [Variable] = []
        var environment: Set<String> = []
        for instruction in stage.instructions {
            switch instruction {
            case .arguments(let variables): arguments += variables
            case .environment(let variables): environment.formUnion(variables.map(\.name))
            default: break
            }
        }
        return arguments.filter { !environment.contains($0.name) }
    }

    /// Takes up what an instruction sets.
    mutating func note(_ instruction: Instruction) {
        switch instruction {
        case .arguments(let variables):
            for variable in variables { values[variable.name] = arguments[variable.name] ?? variable.value }
        case .environment(let variables):
            // All of an instruction's values are worked out from what was set before it.
            let before = self
            for variable in variables { values[variable.name] = before.expanded(variable.value) }
        case .workingDirectory(let path): workingDirectory = path
        default: break
        }
    }

    /// `text` with `$NAME` and `${NAME}` filled in; `nil` if one of them is not known.
    func expanded(_ text: String) -> String? {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            let isBraced = rest.first == "{"
            if isBraced { rest.removeFirst() }
            let name = rest.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
            rest = rest[name.endIndex...]
            if isBraced, rest.popFirst() != "}" { return nil }
            guard let value = values[String(name)] else { return nil }
            result += value
        }
        return result + rest
    }
}
