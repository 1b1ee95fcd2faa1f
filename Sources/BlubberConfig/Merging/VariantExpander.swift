internal import Diagnostics

/// Makes whole variants out of the written ones.
///
/// Each expansion starts from the configuration as written, so that no expansion can change another one's result.
struct VariantExpander: Sendable {
    /// The top level over the defaults.
    let top: CommonFields
    /// The variants as written, in the order of the file.
    let variants: [Variant]
    private let indexes: [String: Int]

    init(top: CommonFields, variants: [Variant]) {
        self.top = top
        self.variants = variants
        indexes = Dictionary(variants.enumerated().map { ($1.name.value, $0) }) { $1 }
    }

    func contains(_ name: String) -> Bool { indexes[name] != nil }

    /// The expanded variants that must be built for `name`, leaves first, itself last.
    ///
    /// - Throws: a finding about a cycle of includes or copies.
    func dependencies(of name: String) throws(Diagnostic) -> [Variant] {
        var known: [String: Variant] = [:]
        var walk = VariantWalk(.dependencies, indexes: indexes)
        try walk.visit(name) { name throws(Diagnostic) in
            try expand(name, known: &known)?.dependencies ?? []
        }
        return walk.order.compactMap { known[$0] }
    }

    /// All variants, each expanded once, and the cycles that keep some from being so.
    func all() -> (expanded: [String: Variant], cycles: [Diagnostic]) {
        var expanded: [String: Variant] = [:]
        var cycles: [Diagnostic] = []
        var walk = VariantWalk(.dependencies, indexes: indexes)
        for variant in variants {
            do throws(Diagnostic) {
                try walk.visit(variant.name.value) { name throws(Diagnostic) in
                    try expand(name, known: &expanded)?.dependencies ?? []
                }
            } catch {
                cycles.append(error)
                walk.startAnew()
            }
        }
        return (expanded, cycles)
    }

    /// The top level, then what the variant includes, then the variant itself, each over the one before.
    ///
    /// What the first include comes to is where that begins; it is kept in `known`, or a chain of includes would be gone
    /// through once for each variant in it.
    private func expand(_ name: String, known: inout [String: Variant]) throws(Diagnostic) -> Variant? {
        if let expanded = known[name] { return expanded }
        guard let itself = written(name) else { return nil }
        var walk = VariantWalk(.includes, indexes: indexes)
        try walk.visit(name) { includes(of: $0) }
        var expanded = Variant(name: itself.name, fields: top)
        var layers = walk.order[...]
        if let first = itself.includes.first?.value, let base = try expand(first, known: &known) {
            (expanded.fields, expanded.copies) = (base.fields, base.copies)
            layers = layers.drop { $0 != first }.dropFirst()
        }
        for name in layers {
            if let index = indexes[name] { expanded.merge(variants[index]) }
        }
        known[name] = expanded
        return expanded
    }

    /// The variants whose fields make up `name`, itself last; none if they include each other in a circle.
    func layers(of name: String) -> [String] {
        var walk = VariantWalk(.includes, indexes: indexes)
        guard (try? walk.visit(name, edges: { includes(of: $0) })) != nil else { return [] }
        return walk.order
    }

    private func includes(of name: String) -> [Located<String>] { indexes[name].map { variants[$0].includes } ?? [] }

    private func written(_ name: String) -> Variant? { indexes[name].map { variants[$0] } }
}
