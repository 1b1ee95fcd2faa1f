/// The instructions of a Dockerfile, word by word: a line that ends in a backslash goes on in the next one that is no comment.
///
/// It works on bytes and leaves out what nobody asks for, because a tree's command reads every Dockerfile of the tree.
struct DockerfileWords {
    private let bytes: [UInt8]
    private var position = 0

    /// Begins at the end of a line that says nothing, as if an instruction had just been read.
    init(_ text: String) { bytes = [UInt8.lineFeed] + Array(text.utf8) }

    /// Goes to the next instruction and reads its name; `nil` at the end of the file.
    mutating func nextInstruction() -> String? {
        skipInstruction()
        while position < bytes.count {
            skipUnusedLines()
            if let name = next() { return name.uppercased() }
            position += 1
        }
        return nil
    }

    /// The next word of the instruction; `nil` at its end.
    mutating func next() -> String? {
        skipBlanks()
        let start = position
        while position < bytes.count, !bytes[position].isSpace, continuation(at: position) == nil { position += 1 }
        return start < position ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    /// The flags that stand before the arguments of the instruction.
    mutating func flags() -> [String] {
        var flags: [String] = []
        skipBlanks()
        while bytes[position...].starts(with: "--".utf8), let flag = next() {
            flags.append(flag)
            skipBlanks()
        }
        return flags
    }

    /// Passes what is left of the instruction, and the here-documents that it begins.
    mutating func skipHereDocuments() {
        let start = position
        skipInstruction()
        let opener = UInt8(ascii: "<")
        let hasBegun = (start..<position).dropLast().contains { bytes[$0] == opener && bytes[$0 + 1] == opener }
        guard hasBegun else { return }
        for end in HereDocument.ends(in: Substring(decoding: bytes[start..<position], as: UTF8.self)) {
            while position < bytes.count {
                let line = bytes[(position + 1)...].prefix { $0 != UInt8.lineFeed }
                position = line.endIndex
                if line.drop(while: { $0 == UInt8(ascii: "\t") }).elementsEqual(end.utf8) { break }
            }
        }
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            if let line = continuation(at: position) {
                position = line
                skipUnusedLines()
            } else if bytes[position].isSpace, bytes[position] != UInt8.lineFeed {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func skipInstruction() {
        while position < bytes.count, bytes[position] != UInt8.lineFeed {
            if let line = continuation(at: position) {
                position = line
                skipUnusedLines()
            } else {
                position += 1
            }
        }
    }

    /// Passes comments and blank lines, at the start of a line.
    private mutating func skipUnusedLines() {
        while position < bytes.count {
            let first = bytes[position...].firstIndex { !$0.isSpace || $0 == UInt8.lineFeed } ?? bytes.count
            guard first < bytes.count, bytes[first] == UInt8.lineFeed || bytes[first] == UInt8(ascii: "#") else {
                return
            }
            position = (bytes[first...].firstIndex(of: UInt8.lineFeed) ?? bytes.count - 1) + 1
        }
    }

    /// Where the next line begins, if the backslash at `index` is the last thing on its line.
    private func continuation(at index: Int) -> Int? {
        guard bytes[index] == UInt8(ascii: "\\") else { return nil }
        let end = bytes[(index + 1)...].firstIndex { !$0.isSpace || $0 == UInt8.lineFeed } ?? bytes.count
        guard end < bytes.count else { return end }
        return bytes[end] == UInt8.lineFeed ? end + 1 : nil
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    /// A blank, or one of the controls from TAB to CR.
    fileprivate var isSpace: Bool { self == UInt8(ascii: " ") || (0x09...0x0D).contains(self) }
}
