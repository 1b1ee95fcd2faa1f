/// A piece of a template: text between tags, a tag's ends, and what stands in a tag.
struct Token {
    enum Kind: Hashable {
        case text(String)
        case outputStart, outputEnd, tagStart, tagEnd
        case name(String)
        case string(String)
        case integer(Int)
        case real(Double)
        case symbol(String)
        case end
    }

    let kind: Kind
    /// Of its first byte in the normalised source.
    let offset: Int
    /// In bytes; at least 1.
    let length: Int

    /// How messages call it.
    var description: String {
        switch kind {
        case .text: "text"
        case .outputStart: "`{{`"
        case .outputEnd: "`}}`"
        case .tagStart: "`{%`"
        case .tagEnd: "`%}`"
        case .name(let name): "`\(name)`"
        case .string: "a text"
        case .integer(let value): "`\(value)`"
        case .real(let value): "`\(value)`"
        case .symbol(let text): "`\(text)`"
        case .end: "the end of the template"
        }
    }
}
