public import PipelineCore

/// Names one run on this host: the time it began and four random characters.
public struct RunID: Sendable, Hashable, CustomStringConvertible {
    /// The text, fit for a file name.
    public let description: String

    /// The name that a run was given before.
    public init(recorded text: String) { description = text }

    /// A new name for a run that begins now.
    public init(startingAt time: UTCTime) {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        description = "\(time.compactText)-" + String((0..<4).compactMap { _ in alphabet.randomElement() })
    }
}
