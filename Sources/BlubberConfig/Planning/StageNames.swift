internal import OCI

/// Names for stages that engines cannot take for something else.
///
/// Engines compare stage names without regard to case, prefer a stage to an image of the same name, and keep two names
/// for themselves.
struct StageNames {
    /// The stage name of each variant.
    private(set) var names: [String: String] = [:]

    /// The target, which comes last, gets its own name if any variant does.
    init(variants: [Variant]) {
        var taken: Set<String> = ["scratch", "context"]
        for variant in variants { taken.formUnion(variant.imageNames) }
        for variant in variants.reversed() {
            let wanted = variant.name.value.lowercased()
            var name = wanted
            var number = 1
            while !taken.insert(name).inserted {
                name = number == 1 ? "\(wanted)-stage" : "\(wanted)-stage\(number)"
                number += 1
            }
            names[variant.name.value] = name
        }
    }
}

extension Variant {
    /// The images that the variant's stage mentions.
    fileprivate var imageNames: [String] {
        var origins = copies.map(\.from.value)
        for builder in fields.allBuilders {
            origins += builder.requirements.map(\.from.value)
            if case .custom(let custom) = builder { origins += (custom.mounts ?? []).map(\.from.value) }
        }
        let images = origins.compactMap { if case .image = $0 { $0.text } else { nil } }
        return (images + [fields.base?.value.description].compactMap(\.self)).map { $0.lowercased() }
    }
}
