internal import Synchronization

/// What `map`, `select` and their like return: it can be gone through once, then it is empty.
///
/// Templates that go through one twice are refused: they were not written to get nothing the second time.
public final class OneTimeElements: Sendable, Hashable {
    private let elements: Mutex<[TemplateValue]?>

    init(_ elements: [TemplateValue]) { self.elements = Mutex(elements) }

    /// The elements.
    ///
    /// - Throws: `TemplateProblem` the second time.
    func take() throws(TemplateProblem) -> [TemplateValue] {
        let taken = elements.withLock { elements in
            defer { elements = nil }
            return elements
        }
        guard let taken else {
            throw TemplateProblem(
                "the result of this filter can be used once only", hint: "write `|list` behind the filter")
        }
        return taken
    }

    /// Whether both are the same one.
    public static func == (left: OneTimeElements, right: OneTimeElements) -> Bool { left === right }

    /// Hashes which one it is.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
