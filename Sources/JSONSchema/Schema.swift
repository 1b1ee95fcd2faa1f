/// A part of a JSON Schema, draft 2020-12.
public struct Schema: Sendable, Hashable {
    /// The members of the schema, in order.
    public private(set) var members: [JSON.Member]

    /// A schema of keywords.
    public init(_ members: JSON.Member...) { self.members = members }

    /// The schema as a value.
    public var json: JSON { .object(members) }

    /// The same with further keywords behind its own.
    public func with(_ name: String, _ value: JSON) -> Schema {
        var copy = self
        copy.members.append(JSON.Member(name, value))
        return copy
    }

    /// The same with what an editor shows about it, in front.
    public func described(_ description: String) -> Schema {
        var copy = self
        copy.members.insert(JSON.Member("description", .string(description)), at: 0)
        return copy
    }

    /// The same with a title, in front.
    public func titled(_ title: String) -> Schema {
        var copy = self
        copy.members.insert(JSON.Member("title", .string(title)), at: 0)
        return copy
    }

    /// The same with the value that holds where none is given.
    public func defaulting(to value: JSON) -> Schema { with("default", value) }
}

extension Schema {
    /// Any value.
    public static let anything = Schema()

    /// A text, of which `pattern` matches a part.
    public static func string(_ pattern: String? = nil, minLength: Int? = nil) -> Schema {
        var schema = Schema(.init("type", "string"))
        if let pattern { schema = schema.with("pattern", .string(pattern)) }
        if let minLength { schema = schema.with("minLength", .integer(minLength)) }
        return schema
    }

    /// `true` or `false`.
    public static let boolean = Schema(.init("type", "boolean"))

    /// A whole number.
    public static func integer(_ range: ClosedRange<Int>? = nil) -> Schema {
        let schema = Schema(.init("type", "integer"))
        guard let range else { return schema }
        return schema.with("minimum", .integer(range.lowerBound)).with("maximum", .integer(range.upperBound))
    }

    /// One of some texts.
    public static func choice(_ values: [String]) -> Schema { Schema(.init("enum", .array(values.map(JSON.string)))) }

    /// One of some values.
    public static func values(_ values: [JSON]) -> Schema { Schema(.init("enum", .array(values))) }

    /// A list.
    public static func list(of item: Schema) -> Schema { Schema(.init("type", "array"), .init("items", item.json)) }

    /// What is defined under `name` in the document.
    public static func definition(_ name: String) -> Schema { Schema(.init("$ref", .string("#/$defs/\(name)"))) }

    /// One of some forms.
    public static func any(_ forms: Schema...) -> Schema { Schema(.init("anyOf", .array(forms.map(\.json)))) }

    /// What none of `forms` is.
    public static func none(of form: Schema) -> Schema { Schema(.init("not", form.json)) }

    /// A map with free keys.
    public static func map(of value: Schema, names: Schema? = nil) -> Schema {
        let schema = Schema(.init("type", "object"))
        let named = names.map { schema.with("propertyNames", $0.json) } ?? schema
        return named.with("additionalProperties", value.json)
    }

    /// A map with the keys of `properties`; further ones only where it `isOpen`.
    public static func object(
        _ properties: [(name: String, schema: Schema)], required: [String] = [], isOpen: Bool = false
    ) -> Schema {
        var schema = Schema(.init("type", "object"))
        if !required.isEmpty { schema = schema.with("required", .array(required.map(JSON.string))) }
        let members = properties.map { JSON.Member($0.name, $0.schema.json) }
        schema = schema.with("properties", .object(members))
        return isOpen ? schema : schema.with("additionalProperties", false)
    }

    /// A whole document with what its parts refer to.
    public func document(id: String, definitions: [(name: String, schema: Schema)]) -> Schema {
        var document = Schema(
            .init("$schema", "https://json-schema.org/draft/2020-12/schema"), .init("$id", .string(id)))
        document.members += members
        return document.with("$defs", .object(definitions.map { JSON.Member($0.name, $0.schema.json) }))
    }
}
