public import Diagnostics

/// A Blubber v4 configuration that was read and found valid as written.
public struct BlubberConfiguration: Sendable {
    /// What `blubber.version` labels carry: the release of the rules in this module.
    public static let formatVersion = "1.0.0"

    /// What is probably not meant as written, but does not prevent a build.
    public let warnings: DiagnosticList

    /// The names of the variants in the order of the file.
    public var variantNames: [String] { [] }

    /// Reads UTF-8 `text`; `file` is the name that locations carry.
    ///
    /// - Throws: all errors of the text as written; what only shows when variants are expanded is left to
    ///   `plan(for:)` and `validateAllVariants()`.
    public static func parse(_ text: some Sequence<UInt8>, file: String) throws(DiagnosticList) -> BlubberConfiguration
    {
        BlubberConfiguration(warnings: DiagnosticList())
    }

    /// Expands `variant` and all that it depends on.
    ///
    /// - Throws: a finding that names the variants that exist if this one does not; what is wrong with the expanded
    ///   variants otherwise.
    public func plan(for variant: String) throws(DiagnosticList) -> BuildPlan {
        BuildPlan(target: variant, stages: [])
    }

    /// What is wrong with the variants once expanded: conflicts made by merging, cycles of includes and copies.
    ///
    /// Each finding comes once, however many variants it concerns.
    public func validateAllVariants() -> DiagnosticList { DiagnosticList() }
}
