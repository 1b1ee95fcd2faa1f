public import Diagnostics

/// A template in the language of Jinja2, read once and rendered any number of times.
///
/// Rendering follows Jinja2 with `trim_blocks`, `lstrip_blocks` and `keep_trailing_newline` off, autoescape off and
/// undefined names as errors, byte for byte. Macros and template inheritance are not supported and are errors.
public struct Template: Sendable {
    let source: SourceText
    let statements: [Statement]

    /// Reads `text`; `file` is the name that findings carry.
    ///
    /// - Throws: a `Diagnostic` with code `template.syntax` at the place that cannot be read.
    public init(_ text: String, file: String) throws(Diagnostic) {
        source = SourceText(text, file: file)
        statements = try TemplateParser.statements(of: source)
    }

    /// The template's text with `environment`'s variables and filters put in.
    ///
    /// - Throws: a `Diagnostic` at the place of an undefined name, of an operation that its values do not allow, or where
    ///   a limit on loops, includes or size ends what would not end by itself.
    public func render(_ environment: TemplateEnvironment) throws(Diagnostic) -> String {
        var renderer = Renderer(environment, source: source)
        try renderer.render(statements)
        return renderer.output
    }

    /// Where `text` first stands in the template, in quotes if it does so anywhere; its beginning if it does not occur.
    public func location(of text: String) -> SourceLocation {
        let wanted = ["\"\(text)\"", "'\(text)'"].lazy.compactMap { source.bytes.firstRange(of: $0.utf8) }.first
        let bare = wanted.map { $0.lowerBound + 1 } ?? source.bytes.firstRange(of: text.utf8)?.lowerBound
        return source.location(of: bare ?? 0)
    }
}
