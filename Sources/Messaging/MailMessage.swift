internal import FoundationEssentials
public import PipelineCore

/// A mail of plain text.
public struct MailMessage: Sendable {
    /// Whom it comes from.
    public let sender: Mailbox
    /// Whom it goes to; not empty.
    public let receivers: [Mailbox]
    /// The subject; line ends in it count as blanks.
    public let subject: String
    /// The text.
    public let body: String
    /// When it is written.
    public let time: UTCTime
    /// Unique in the world before the `@`.
    public let id: String

    /// Bundles them.
    public init(from sender: Mailbox, to receivers: [Mailbox], subject: String, body: String, time: UTCTime, id: String)
    {
        self.sender = sender
        self.receivers = receivers
        self.subject = subject
        self.body = body
        self.time = time
        self.id = id
    }

    /// The sender's domain, by which the runner greets the server.
    var domain: String { String(sender.address.split(separator: "@").last ?? "localhost") }

    /// The message of RFC 5322. The body goes in base64: no line of it is too long, or a full stop alone.
    var text: String {
        let lines = [
            "From: \(sender.header)", "To: \(receivers.map(\.header).joined(separator: ",\r\n "))",
            "Subject: \(Self.phrase(subject, isSubject: true))", "Date: \(time.mailText)",
            "Message-ID: <\(id)@\(domain)>",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
            "Auto-Submitted: auto-generated", "",
        ]
        // A CR LF is one character to String: bytes are looked at.
        var bytes: [UInt8] = []
        for byte in body.utf8 where byte != UInt8(ascii: "\r") {
            if byte == UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\r")) }
            bytes.append(byte)
        }
        let encoded = Data(bytes).base64EncodedString(
            options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
        return lines.joined(separator: "\r\n") + "\r\n" + encoded + "\r\n"
    }

    /// Text in a header: as it is where it is plain ASCII, else in the encoded words of RFC 2047, each at most 75
    /// characters, folded.
    static func phrase(_ text: String, isSubject: Bool = false) -> String {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        let isPlain = clean.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && scalar.value != 0x7F && (isSubject || !"()<>[]:;@\\,.\"".unicodeScalars.contains(scalar))
        }
        if isPlain, clean.utf8.count <= 900, !clean.contains("=?") { return clean }
        var words: [String] = []
        var piece: [UInt8] = []
        for character in clean.unicodeScalars {
            let bytes = Array(String(character).utf8)
            if piece.count + bytes.count > 42 {
                words.append(encodedWord(piece))
                piece = []
            }
            piece += bytes
        }
        return (words + [encodedWord(piece)]).joined(separator: "\r\n ")
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }
}
