/// Findings in the Static Analysis Results Interchange Format 2.1.0, which code-review services and editors take.
///
/// Encode it as JSON. One log holds one run of this program over one or more files.
public struct SARIFLog: Encodable, Sendable {
    /// The program that made the findings.
    public struct Tool: Sendable {
        /// Its name.
        public let name: String
        /// Its version, `MAJOR.MINOR.PATCH`.
        public let version: String
        /// What its codes stand for. A finding of another code gets a rule without a description.
        public let rules: [DiagnosticRule]

        /// A program with its rules.
        public init(name: String, version: String, rules: [DiagnosticRule]) {
            self.name = name
            self.version = version
            self.rules = rules
        }
    }

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    private let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    private let version = "2.1.0"
    private let runs: [SARIFRun]

    /// A log of `findings` about `files`.
    ///
    /// - Parameters:
    ///   - tool: who made the findings.
    ///   - files: every file that was looked at, as findings name it.
    ///   - findings: each with the file it is about.
    ///   - paths: turns the names of files into URIs.
    public init(tool: Tool, files: [String], findings: [DiagnosticRecord], paths: SARIFPaths) {
        runs = [SARIFRun(tool: tool, files: files, findings: findings, paths: paths)]
    }
}

/// How the names of files become URIs: relative to the root of the sources where they lie in it, else absolute.
public struct SARIFPaths: Sendable {
    /// The name of the root, which the services that take the log know.
    static let rootName = "%SRCROOT%"

    private let root: String
    private let currentFolder: String

    /// Both are absolute paths; names of files are relative to `currentFolder`, and URIs to `root`.
    public init(root: String, currentFolder: String) {
        self.root = root == "/" ? "" : root
        self.currentFolder = currentFolder
    }

    /// The root as a URI, with the slash at its end that a base must have.
    var rootURI: String { "file://\(Self.encoded(root))/" }

    /// The place of a file.
    func location(of file: String) -> SARIFArtifactLocation {
        if file.hasPrefix("<") {
            return SARIFArtifactLocation(uri: Self.encoded(file), uriBaseId: Self.rootName)
        }
        let path = Self.clean(file.hasPrefix("/") ? file : "\(currentFolder)/\(file)")
        guard path.hasPrefix("\(root)/") else {
            return SARIFArtifactLocation(uri: "file://\(Self.encoded(path))", uriBaseId: nil)
        }
        let relative = String(path.dropFirst(root.count + 1))
        return SARIFArtifactLocation(uri: Self.encoded(relative), uriBaseId: Self.rootName)
    }

    private static func clean(_ path: String) -> String {
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }

    /// All but the characters that RFC 3986 reserves for no purpose, and the slash, are percent-encoded.
    private static func encoded(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isLetterOrDigit =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isLetterOrDigit || "-._~/".unicodeScalars.contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }
}
