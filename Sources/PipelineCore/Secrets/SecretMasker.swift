/// Hides secrets in text: as they are, and in the forms in which programs print them.
///
/// A secret is found plain, percent-encoded, with JSON's and the shell's escapes, in any mixture of these, in base64 at all
/// three alignments and in both alphabets, and in hexadecimal digits. Overlapping finds are hidden as one.
public struct SecretMasker: Sendable {
    /// Shorter secrets are no secrets, and hiding them would hide ordinary text: bytes of UTF-8.
    public static let minimumLength = 6
    /// What stands in the place of a secret.
    public static let replacement = "***"

    private let patterns: [EncodedPattern]
    /// Which bytes a find can begin with.
    private let beginnings: [Bool]

    /// Hides `secrets`. One shorter than `minimumLength` is not hidden; whoever grants secrets refuses it.
    public init(_ secrets: [String] = []) {
        let forms = Set(secrets.flatMap(SecretForms.forms))
        patterns = forms.map { EncodedPattern($0) }
        var beginnings = [Bool](repeating: false, count: 256)
        for pattern in patterns {
            for byte in pattern.beginnings { beginnings[Int(byte)] = true }
        }
        self.beginnings = beginnings
    }

    /// Whether there is nothing to hide.
    public var isEmpty: Bool { patterns.isEmpty }

    /// `text` with every secret in it replaced.
    public func mask(_ text: String) -> String {
        guard !isEmpty else { return text }
        let bytes = Array(text.utf8)
        let finds = finds(in: bytes).ranges
        return finds.isEmpty ? text : Self.text(bytes[...], hiding: finds)
    }

    /// Where secrets are, merged and in order, and where one begins that the end of `bytes` cuts off.
    func finds(in bytes: [UInt8]) -> (ranges: [Range<Int>], cutOff: Int?) {
        var ranges: [Range<Int>] = []
        var cutOff: Int?
        var scratch = EncodedPattern.Scratch()
        bytes.withUnsafeBufferPointer { bytes in
            for start in bytes.indices where beginnings[Int(bytes[start])] {
                for pattern in patterns {
                    switch pattern.match(bytes, from: start, &scratch) {
                    case .none: continue
                    case .cutOff: cutOff = cutOff ?? start
                    case .found(let end):
                        if let last = ranges.last, last.upperBound >= start {
                            ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
                        } else {
                            ranges.append(start..<end)
                        }
                    }
                }
            }
        }
        return (ranges, cutOff)
    }

    /// `bytes` as text with each of `ranges`, as far as it lies within, replaced.
    static func text(_ bytes: ArraySlice<UInt8>, hiding ranges: [Range<Int>]) -> String {
        var result = ""
        var position = bytes.startIndex
        for range in ranges where range.overlaps(bytes.startIndex..<bytes.endIndex) {
            result += String(decoding: bytes[position..<max(position, range.lowerBound)], as: UTF8.self) + replacement
            position = min(range.upperBound, bytes.endIndex)
        }
        return result + String(decoding: bytes[position...], as: UTF8.self)
    }
}
