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
}

/// Computes a value out of another one: `value | filter(arguments)`. What it throws is shown at the filter's place.
public typealias TemplateFilter = @Sendable (TemplateValue, TemplateArguments) throws -> TemplateValue

/// What templates see from outside.
public struct TemplateEnvironment: Sendable {
    /// Values by name.
    public var variables: [String: TemplateValue]
    /// Filters besides the language's own, which they replace where names are equal.
    public var filters: [String: TemplateFilter] = [:]
    /// The text of another template by the name that `include` gives, `nil` if there is none; by default there are none.
    public var load: @Sendable (String) throws -> String? = { _ in nil }

    /// Variables, and nothing else beyond the language.
    public init(variables: [String: TemplateValue] = [:]) { self.variables = variables }
}
