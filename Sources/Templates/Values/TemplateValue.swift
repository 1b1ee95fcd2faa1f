/// A value of the template language: what variables hold and expressions yield.
///
/// The kinds and what they do are those of the Python objects that Jinja2 computes with.
public indirect enum TemplateValue: Sendable, Hashable {
    /// Python's `None`.
    case none
    /// `true` or `false`; counts as 1 or 0 in arithmetic.
    case boolean(Bool)
    /// A whole number of 64 bits; larger ones are an error.
    case integer(Int)
    /// A number with a fraction.
    case real(Double)
    /// Text; its elements are Unicode scalars.
    case string(String)
    /// Text that is taken for safe in HTML, as `tojson`, `escape` and `safe` return it: operators escape what they join to it.
    case markup(String)
    /// A list.
    case list([TemplateValue])
    /// A list that prints in parentheses.
    case tuple([TemplateValue])
    /// A dictionary in the order in which it was written.
    case map([Entry])
    /// What the function `range` returns.
    case range(PythonRange)
    /// What the methods of a dictionary return.
    case view(DictionaryView)
    /// What can be gone through once only.
    case iterator(OneTimeElements)
    /// The `loop` of a `for`.
    case loop(LoopContext)
    /// What a name without a value stands for; any use but `default` and `is defined` is the error that the text says.
    case undefined(String)
    /// What an `if` without `else` comes to where it is not true: nothing is printed, and no use but arithmetic is an error.
    case absent

    /// One key of a dictionary with its value.
    public struct Entry: Sendable, Hashable {
        /// The key.
        public let key: TemplateValue
        /// What stands behind it.
        public let value: TemplateValue

        /// Pairs the two.
        public init(key: TemplateValue, value: TemplateValue) {
            self.key = key
            self.value = value
        }
    }

    /// Whether a condition takes it for true: everything but `None`, `false`, zero and what is empty.
    public var isTrue: Bool {
        switch self {
        case .none, .undefined, .absent: false
        case .boolean(let value): value
        case .integer(let value): value != 0
        case .real(let value): value != 0
        case .string(let text), .markup(let text): !text.isEmpty
        case .list(let items), .tuple(let items): !items.isEmpty
        case .map(let entries): !entries.isEmpty
        case .range(let range): range.count > 0
        case .view(let view): !view.entries.isEmpty
        case .iterator, .loop: true
        }
    }

    /// Whether a condition takes it for true.
    ///
    /// - Throws: `TemplateProblem` for what is undefined.
    func truth() throws(TemplateProblem) -> Bool {
        if case .undefined(let message) = self { throw TemplateProblem(undefined: message) }
        return isTrue
    }

    /// The number, of which a boolean is one, too; `nil` for anything else.
    var number: Double? {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }

    /// The whole number; `nil` for anything else.
    var integer: Int? {
        switch self {
        case .boolean(let value): value ? 1 : 0
        case .integer(let value): value
        default: nil
        }
    }

    /// The text; `nil` for anything else.
    public var string: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    var isUndefined: Bool {
        switch self {
        case .undefined, .absent: true
        default: false
        }
    }

    /// What Python calls the kind.
    var kindName: String {
        switch self {
        case .none: "None"
        case .boolean: "bool"
        case .integer: "int"
        case .real: "float"
        case .string: "str"
        case .list: "list"
        case .tuple: "tuple"
        case .markup: "Markup"
        case .map: "dict"
        case .range: "range"
        case .view(let view): view.kind.rawValue
        case .iterator: "iterator"
        case .loop: "loop"
        case .undefined, .absent: "undefined"
        }
    }
}
