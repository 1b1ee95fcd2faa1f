/// A sequence of bytes that is found with each of its bytes escaped in any of several ways.
struct EncodedPattern: Sendable {
    enum Match {
        case none
        /// It ends before this position.
        case found(Int)
        /// All that is there fits, and then the bytes end.
        case cutOff
    }

    /// Room that is used again from one attempt to the next.
    struct Scratch {
        fileprivate var reached: [Int] = []
        fileprivate var next: [Int] = []
    }

    /// How many readings are followed at a time. Only a secret that consists of characters of escapes has more, and what
    /// one of its finds leaves out, those behind it hide.
    private static let readingCount = 6

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What a find can begin with: the first byte itself, or the beginning of an escape for it.
    var beginnings: [UInt8] {
        var beginnings = Array(bytes.prefix(1)) + [UInt8(ascii: "%"), UInt8(ascii: "\\")]
        if bytes.first == UInt8(ascii: " ") { beginnings.append(UInt8(ascii: "+")) }
        return beginnings
    }

    /// Whether `text` has it at `start`. Of several ends, as escapes can be read in more than one way, the last counts.
    func match(_ text: UnsafeBufferPointer<UInt8>, from start: Int, _ scratch: inout Scratch) -> Match {
        scratch.reached.removeAll(keepingCapacity: true)
        scratch.reached.append(start)
        var isCutOff = false
        for byte in bytes {
            scratch.next.removeAll(keepingCapacity: true)
            for position in scratch.reached {
                if !Self.advance(byte, text, position, &scratch.next) { isCutOff = true }
            }
            if scratch.next.isEmpty { return isCutOff ? .cutOff : .none }
            swap(&scratch.reached, &scratch.next)
        }
        return .found(scratch.reached.max() ?? start)
    }

    /// Adds the positions behind `byte` in each of its forms at `position`; `false` if the text ends before that is clear.
    private static func advance(
        _ byte: UInt8, _ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ next: inout [Int]
    ) -> Bool {
        guard position < text.count else { return false }
        let found = text[position]
        func add(_ length: Int) {
            if next.count < readingCount, !next.contains(position + length) { next.append(position + length) }
        }
        if found == byte { add(1) }
        switch found {
        case UInt8(ascii: "%"):
            guard position + 2 < text.count else { return found == byte }
            if value(text[position + 1], text[position + 2]) == byte { add(3) }
        case UInt8(ascii: "+") where byte == UInt8(ascii: " "): add(1)
        case UInt8(ascii: "\\"):
            guard position + 1 < text.count else { return found == byte }
            guard let length = escapeLength(byte, text, position + 1) else { return found == byte }
            if length > 0 { add(1 + length) }
        case UInt8(ascii: "'") where byte == found:
            // How a shell's single-quoted text holds a single quote.
            for escape in ["'\\''", "'\"'\"'"] where matches(escape, text, position) { add(escape.utf8.count) }
        default: break
        }
        return true
    }

    /// How many bytes behind a backslash stand for `byte`: 0 for none, `nil` if the text ends before that is clear.
    private static func escapeLength(_ byte: UInt8, _ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int? {
        let found = text[position]
        if found == UInt8(ascii: "u"), byte < 0x80, byte != found {
            guard position + 4 < text.count else { return nil }
            let isLow = text[position + 1] == UInt8(ascii: "0") && text[position + 2] == UInt8(ascii: "0")
            return isLow && value(text[position + 3], text[position + 4]) == byte ? 5 : 0
        }
        if found == UInt8(ascii: "x"), byte != found {
            guard position + 2 < text.count else { return nil }
            return value(text[position + 1], text[position + 2]) == byte ? 3 : 0
        }
        let letters: [UInt8: UInt8] = [0x08: 0x62, 0x09: 0x74, 0x0A: 0x6E, 0x0C: 0x66, 0x0D: 0x72]
        return found == byte || letters[byte] == found ? 1 : 0
    }

    private static func matches(_ escape: String, _ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        text[position...].starts(with: escape.utf8)
    }

    private static func value(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = digit(high), let low = digit(low) else { return nil }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
