/// What a policy wants of a value: checks that must all hold, in the words of the validation library of Blubber.
struct PolicyRule: Sendable {
    /// The rule as written.
    let text: String
    /// Alternatives of checks; one of each must hold.
    private let checks: [[PolicyCheck]]
    private let stopsAtEmpty: Bool
    /// What is wanted of each element, behind `dive`.
    private let elements: [PolicyRule]

    /// Reads a rule such as `omitempty,startswith=registry.example.org`.
    ///
    /// - Throws: `InvalidRule` about a check that does not exist or lacks its parameter.
    init(_ text: String) throws(InvalidRule) {
        self.text = text
        var checks: [[PolicyCheck]] = []
        var stopsAtEmpty = false
        var elements: [PolicyRule] = []
        var parts = text.split(separator: ",", omittingEmptySubsequences: false)[...]
        while let part = parts.popFirst() {
            switch part {
            case "omitempty": stopsAtEmpty = stopsAtEmpty || checks.isEmpty
            case "dive":
                elements = [try PolicyRule(parts.joined(separator: ","))]
                parts = []
            case "" where text.isEmpty: break
            default:
                var alternatives: [PolicyCheck] = []
                for word in part.split(separator: "|", omittingEmptySubsequences: false) {
                    alternatives.append(try PolicyCheck(String(word)))
                }
                checks.append(alternatives)
            }
        }
        (self.checks, self.stopsAtEmpty, self.elements) = (checks, stopsAtEmpty, elements)
    }

    /// Whether `value` is as the rule wants it.
    func allows(_ value: PolicyValue) -> Bool {
        if stopsAtEmpty, value.isEmpty { return true }
        guard checks.allSatisfy({ $0.contains { $0.holds(for: value) } }) else { return false }
        guard let element = elements.first else { return true }
        switch value {
        case .list(let items): return items.allSatisfy(element.allows)
        case .map(let entries): return entries.values.allSatisfy(element.allows)
        default: return false
        }
    }
}

/// A rule that cannot be applied, with the reason and a suggestion.
struct InvalidRule: Error {
    let reason: String
    let hint: String?
}
