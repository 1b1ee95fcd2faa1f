/// What a stage that passed leaves to others: enough to go on after it in another process.
///
/// Secrets are hidden in it as in everything else that leaves a run.
public struct StageOutcome: Sendable, Hashable, Codable {
    /// What it bound, for the stages that follow it.
    public var values: [String: StageValue]
    /// What it published.
    public var images: [PublishedImage]
    /// What it built.
    public var built: [BuiltImage]

    /// Bundles them.
    public init(values: [String: StageValue] = [:], images: [PublishedImage] = [], built: [BuiltImage] = []) {
        self.values = values
        self.images = images
        self.built = built
    }
}
