public import Diagnostics

/// Changes one scalar of a YAML text and leaves every other byte as it is: comments, quotes, line ends and all.
public struct YAMLScalarEdit: Sendable {
    private let bytes: [UInt8]
    private let file: String
    private let root: Place?
    /// The length of a byte order mark, which the parser does not see.
    private let offset: Int

    /// Reads UTF-8 `text`; `file` is the name that locations carry.
    ///
    /// - Throws: a finding for a text that is no YAML, or that holds several documents.
    public init(_ text: [UInt8], file: String) throws(Diagnostic) {
        bytes = text
        self.file = file
        offset = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let limits = YAMLParser.Limits.lists
        guard text.count <= limits.bytes else {
            throw Diagnostic(
                code: "yaml.too-large", "the file has \(text.count) bytes; at most \(limits.bytes) are read",
                at: SourceLocation(file: file, line: 1, column: 1))
        }
        var reader = PlaceReader(
            events: EventReader(bytes: Array(text.dropFirst(offset)), file: file, booleans: .wordsAndLetters),
            limits: limits)
        root = try reader.document()
    }

    /// The keys of the map at `path`, in written order; `nil` if there is no map of its own.
    public func keys(at path: [String]) -> [String]? {
        guard let place = try? place(at: path), case .mapping(let entries) = place.content else { return nil }
        return entries.map(\.key)
    }

    /// The text at `path`, each part of which is a key or, in a list, a number from 0; and where it stands.
    ///
    /// - Throws: a finding if nothing is there that can be changed by itself.
    public func value(at path: [String]) throws(Diagnostic) -> (text: String, location: SourceLocation) {
        let place = try scalar(at: path)
        return (place.text, place.location)
    }

    /// The whole text with `text` at `path`, written in the way of what stood there. A text that would be read as
    /// something else without quotes gets them.
    ///
    /// - Throws: as `value(at:)`.
    public func setting(_ text: String, at path: [String]) throws(Diagnostic) -> [UInt8] {
        let place = try scalar(at: path)
        let range = offset(of: place.start)..<offset(of: place.end)
        var written = Self.written(text, as: place.style)
        // Nothing at all stands right behind its colon, or at the comma that follows.
        if range.isEmpty, bytes[range.lowerBound - 1] == UInt8(ascii: ":") { written = " " + written }
        return Array(bytes[..<range.lowerBound]) + Array(written.utf8) + Array(bytes[range.upperBound...])
    }

    private func scalar(at path: [String]) throws(Diagnostic) -> Place.Scalar {
        let place = try place(at: path)
        let name = path.joined(separator: ".")
        guard case .scalar(let scalar) = place.content else {
            let kind = if case .mapping = place.content { "a map" } else { "a list" }
            throw finding("`\(name)` is \(kind), not a single value", at: place.location)
        }
        guard !scalar.isMarked else {
            throw finding(
                "`\(name)` has an anchor or a tag", at: place.location,
                hint: "remove it, so that changing the value changes nothing else")
        }
        let before = bytes[..<offset(of: scalar.start)].last { $0 != UInt8(ascii: " ") }
        guard scalar.start < scalar.end || before == UInt8(ascii: ":") else {
            throw finding("`\(name)` has no value", at: place.location, hint: "write one, such as `\"\"`")
        }
        guard scalar.isOneLine else {
            throw finding("`\(name)` is a text of several lines", at: place.location, hint: "write it on one line")
        }
        return scalar
    }

    private func place(at path: [String]) throws(Diagnostic) -> Place {
        guard var place = root else {
            throw absent("the file is empty", at: SourceLocation(file: file, line: 1, column: 1))
        }
        for (index, part) in path.enumerated() {
            let name = path[...index].joined(separator: ".")
            if case .alias(let anchor) = place.content { throw aliased(path[..<index], anchor, at: place.location) }
            switch place.content {
            case .mapping(let entries):
                let found = entries.filter { $0.key == part }
                guard let entry = found.last else { throw missing(name, part, among: entries, at: place.location) }
                guard found.count == 1 else {
                    throw finding("the key `\(name)` is given twice", at: entry.location, hint: "remove one of them")
                }
                place = entry.value
            case .sequence(let items):
                guard let number = Int(part), items.indices.contains(number) else {
                    throw absent(
                        "there is no `\(name)`: the list has \(items.count) items, which are counted from 0",
                        at: place.location)
                }
                place = items[number]
            case .scalar, .alias:
                let parent = path[..<index].joined(separator: ".")
                throw absent(
                    "there is no `\(name)`: " + (parent.isEmpty ? "the file" : "`\(parent)`") + " is a single value",
                    at: place.location)
            }
        }
        if case .alias(let anchor) = place.content { throw aliased(path[...], anchor, at: place.location) }
        return place
    }

    private func missing(
        _ name: String, _ part: String, among entries: [Place.Entry], at location: SourceLocation
    ) -> Diagnostic {
        if let merge = entries.first(where: { $0.isMerge }) {
            return finding(
                "there is no `\(name)` in the map itself, which takes in others", at: merge.location,
                hint: "write the key out in the map")
        }
        let near = nearMatch(to: part, among: entries.map(\.key)).map { "did you mean `\($0)`?" }
        return absent("there is no `\(name)`", at: location, hint: near ?? "write the key into the file once, by hand")
    }

    private func aliased(_ path: ArraySlice<String>, _ anchor: String, at location: SourceLocation) -> Diagnostic {
        finding(
            "`\(path.joined(separator: "."))` is the alias `*\(anchor)`", at: location,
            hint: "write the value out, so that changing it changes nothing else")
    }

    private func finding(_ message: String, at location: SourceLocation, hint: String? = nil) -> Diagnostic {
        Diagnostic(code: "yaml.not-editable", message, at: location, hint: hint)
    }

    private func absent(_ message: String, at location: SourceLocation, hint: String? = nil) -> Diagnostic {
        Diagnostic(code: "yaml.no-such-key", message, at: location, hint: hint)
    }

    /// Where a character, counted from 0, begins.
    private func offset(of character: Int) -> Int {
        var index = offset
        for _ in 0..<character {
            index += 1
            while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
        }
        return index
    }

    private static func written(_ text: String, as style: Place.Style) -> String {
        switch style {
        case .single where text.unicodeScalars.allSatisfy { $0.value >= 0x20 }:
            return "'" + text.replacing("'", with: "''") + "'"
        case .plain where isSafe(text): return text
        default: return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
    }

    /// Whether every reader of YAML takes the text for a text, and all of it, without quotes. Dates, times and the short
    /// names of some commits are among those that look like numbers.
    private static func isSafe(_ text: String) -> Bool {
        func isPlain(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || "._-+/".utf8.contains(byte) }
        guard let first = text.utf8.first, first.isLetter || first.isDigit, text.utf8.allSatisfy(isPlain) else {
            return false
        }
        let scalar = YAMLScalar(text: text, isPlain: true)
        guard case .string = scalar.resolved else { return false }
        return text.utf8.contains { $0.isLetter && !"eExXoObBtTzZ".utf8.contains($0) }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
