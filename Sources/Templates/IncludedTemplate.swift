/// The text of a template that another one includes.
public struct IncludedTemplate: Sendable {
    /// The name that findings carry.
    public let file: String
    /// The text.
    public let text: String

    /// Pairs the two.
    public init(_ text: String, file: String) {
        self.text = text
        self.file = file
    }
}
