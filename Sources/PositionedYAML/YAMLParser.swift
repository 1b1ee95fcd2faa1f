internal import Clibyaml
public import Diagnostics

/// Reads the first document of a YAML stream into a tree of positioned nodes.
///
/// libyaml does the scanning. The tree is built here and not by a wrapper library because Blubber's format lets a
/// repeated key win silently, which we accept with a warning, and because a tree without Foundation starts faster.
public struct YAMLParser: Sendable {
    /// What one document may hold; a file that describes an image never comes near it, an alias bomb does.
    public struct Limits: Sendable {
        /// Nodes after aliases are expanded.
        public var nodes = 50_000
        /// Collections within collections.
        public var depth = 64
        /// Bytes of the whole text.
        public var bytes = 4 << 20

        /// The limits for the configuration of one repository.
        public init() {}

        /// The limits for a list of thousands of things.
        public static var lists: Limits {
            var limits = Limits()
            limits.nodes = 200_000
            limits.bytes = 8 << 20
            return limits
        }
    }

    /// What a text turned out to be.
    public struct Document: Sendable {
        /// The root, or `nil` for an empty text.
        public let root: YAMLNode?
        /// Findings that do not make the document unusable, such as a repeated key.
        public let warnings: DiagnosticList
    }

    private let limits: Limits
    private let booleans: YAMLScalar.Booleans

    /// A parser that refuses documents beyond `limits` and takes the plain words of `booleans` for truth values.
    public init(limits: Limits = Limits(), booleans: YAMLScalar.Booleans = .wordsAndLetters) {
        self.limits = limits
        self.booleans = booleans
    }

    /// Parses UTF-8 `text`; `file` is the name that locations carry.
    ///
    /// - Throws: a list with the one finding that made the text unreadable.
    public func parse(_ text: some Sequence<UInt8>, file: String) throws(DiagnosticList) -> Document {
        var bytes = Array(text)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard bytes.count <= limits.bytes else {
            let message = "the file has \(bytes.count) bytes; at most \(limits.bytes) are read"
            throw DiagnosticList([
                Diagnostic(code: "yaml.too-large", message, at: SourceLocation(file: file, line: 1, column: 1))
            ])
        }
        var composer = Composer(
            events: EventReader(bytes: bytes, file: file, booleans: booleans), limits: limits)
        do throws(Diagnostic) {
            let root = try composer.document()
            return Document(root: root, warnings: composer.warnings)
        } catch {
            throw DiagnosticList([error])
        }
    }
}
