internal import Diagnostics

extension CommonFields {
    /// Fields that exclude each other but are both given, here or by merging.
    func conflicts() -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let builders, !builders.value.isEmpty {
            for builder in singularBuilders {
                let key = builder.kind == "custom" ? "builder" : builder.kind
                let line = builderLocations[key].map { "`\(key)` is given in line \($0.line)" }
                found.append(
                    Diagnostic(
                        code: "blubber.conflict", "`builders` cannot be combined with `\(key)`",
                        at: builders.location, length: "builders".count, notes: line.map { [$0] } ?? [],
                        hint: "make it an entry of `builders`: `- \(builder.kind): {…}`"))
            }
        }
        for case .custom(let custom) in allBuilders {
            guard let command = custom.command, !command.value.isEmpty, let script = custom.script else { continue }
            found.append(
                Diagnostic(
                    code: "blubber.conflict", "`script` cannot be combined with `command`", at: script.location,
                    length: script.length, notes: ["`command` is given in line \(command.location.line)"],
                    hint: "keep one of the two; `command: []` in a variant clears an inherited command"))
        }
        return found
    }
}
