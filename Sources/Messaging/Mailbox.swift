/// A mail address, with a name perhaps: `ADDRESS` or `NAME <ADDRESS>`.
public struct Mailbox: Sendable, Hashable {
    /// The name as written, without quotation marks; empty if there is none.
    public let name: String
    /// `LOCAL@DOMAIN`.
    public let address: String

    /// Parses `text`; `nil` if it is no address, or holds what could be taken for more than one or for a command.
    public init?(_ text: String) {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else { return nil }
        var address = Self.trimmed(text[...])
        var name: Substring = ""
        if address.hasSuffix(">"), let open = address.lastIndex(of: "<") {
            name = Self.trimmed(address[..<open])
            if name.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") { name = name.dropFirst().dropLast() }
            address = address[address.index(after: open)...].dropLast()
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !address.hasPrefix("-"),
            !address.contains(where: { " <>,;:\"\\()[]".contains($0) })
        else { return nil }
        self.name = String(name)
        self.address = String(address)
    }

    /// The addresses in a list with commas between them, each as written.
    public static func list(_ text: String) -> [String] {
        var items: [Substring] = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted { items.append("") } else { items[items.count - 1].append(character) }
        }
        return items.map { String(trimmed($0)) }.filter { !$0.isEmpty }
    }

    /// The form of a mail's header.
    var header: String { name.isEmpty ? address : "\(MailMessage.phrase(name)) <\(address)>" }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " }
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
