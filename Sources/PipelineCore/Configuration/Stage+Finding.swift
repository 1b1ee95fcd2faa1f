internal import Diagnostics

extension Stage {
    /// A finding about the Blubber file or variant that the stage builds, put where the stage asks for it.
    func placed(_ finding: Diagnostic) -> Diagnostic {
        let place: (location: SourceLocation?, length: Int)
        switch finding.code {
        case "pipeline.no-blubber-file": place = blubberFilePlace
        case "blubber.no-such-variant": place = variantPlace
        default: place = namePlace
        }
        return Diagnostic(
            finding.severity, code: finding.code, finding.message, at: place.location, length: place.length,
            notes: finding.notes, hint: finding.hint)
    }

    /// Where the variant is named: by `build`, or else by the stage's own name.
    var variantPlace: (location: SourceLocation?, length: Int) {
        guard let variant = build?.variant, let location = variant.location else { return namePlace }
        return (location, variant.source.unicodeScalars.count)
    }

    private var blubberFilePlace: (location: SourceLocation?, length: Int) {
        guard case .path(let path) = blubberFile, let location = path.location else { return namePlace }
        return (location, path.source.unicodeScalars.count)
    }

    private var namePlace: (location: SourceLocation?, length: Int) {
        (nameLocation ?? location, nameLocation == nil ? 1 : name.unicodeScalars.count)
    }

    /// The variant that the stage builds, if that does not depend on a run.
    var literalVariant: String? {
        guard let variant = build?.variant else { return nil }
        if variant.isLiteral { return variant.source }
        return variant.source == BuildStep().variant.source ? name : nil
    }
}
