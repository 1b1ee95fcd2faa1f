public import Diagnostics

/// A `control` file, of which only the dependencies count.
public struct ControlFile: Sendable {
    /// The name of an image that is needed first, and where it stands.
    public struct Dependency: Sendable, Hashable {
        /// The short name.
        public let name: String
        /// Its place.
        public let location: SourceLocation
    }

    /// What `Build-Depends` and `Depends` of all paragraphs name, each once.
    public let dependencies: [Dependency]

    /// Reads `text`; `file` is the name that findings carry.
    ///
    /// - Throws: a list of findings about entries that are more than a name: versions, alternatives.
    public init(_ text: String, file: String) throws(DiagnosticList) {
        let source = TextLines(text, file: file)
        let lines = Array(source)
        var findings = DiagnosticList()
        var dependencies: [Dependency] = []
        var paragraph: [String: [Int]] = [:]
        var field = ""
        func finish() {
            for name in ["build-depends", "depends"] {
                for line in paragraph[name] ?? [] {
                    let isFirst = line == paragraph[name]?.first
                    Self.read(lines[line], at: source.location(line), isFirst: isFirst, &dependencies, &findings)
                }
            }
            paragraph = [:]
        }
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("#") { continue }
            if line.isBlank {
                finish()
                field = ""
            } else if line.first?.isWhitespace == true {
                if !field.isEmpty { paragraph[field, default: []].append(index) }
            } else if let name = Self.field(of: line) {
                field = name
                paragraph[field] = [index]
            }
        }
        finish()
        try findings.throwIfErrors()
        self.dependencies = dependencies
    }

    /// What stands before the colon, without blanks in front of that; `nil` for a line that is no field.
    private static func field(of line: Substring) -> String? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let name = line[..<colon].trimmed
        return name.isEmpty || name.contains(where: \.isWhitespace) ? nil : name.lowercased()
    }

    /// Reads the names of one line of a field.
    private static func read(
        _ line: Substring, at place: SourceLocation, isFirst: Bool, _ dependencies: inout [Dependency],
        _ findings: inout DiagnosticList
    ) {
        let start = isFirst ? line.firstIndex(of: ":").map(line.index(after:)) ?? line.startIndex : line.startIndex
        for part in line[start...].split(separator: ",") {
            let name = part.trimmed
            guard !name.isEmpty else { continue }
            let column = line[..<name.startIndex].unicodeScalars.count + 1
            let location = SourceLocation(file: place.file, line: place.line, column: column)
            guard name.utf8.allSatisfy({ $0.isAlphanumeric || "-+._".utf8.contains($0) }) else {
                findings.append(
                    Diagnostic(
                        code: "control.dependency", "`\(name)` is more than the name of an image", at: location,
                        length: name.unicodeScalars.count,
                        hint: "versions and alternatives have no meaning here: write the name alone"))
                continue
            }
            if !dependencies.contains(where: { $0.name == name }) {
                dependencies.append(Dependency(name: String(name), location: location))
            }
        }
    }
}
