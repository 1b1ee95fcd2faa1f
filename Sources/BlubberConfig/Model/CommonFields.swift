internal import Diagnostics
internal import OCI

/// The fields that the top level and variants share.
struct CommonFields: Sendable {
    var base: Located<ImageReference>?
    var arguments: [String: Located<String>] = [:]
    var apt = Apt()
    var lives = Account()
    var runs = Runs()
    var entrypoint: [String]?
    var node = NodeBuilder()
    var php = PHPBuilder()
    var python = PythonBuilder()
    var builder = CustomBuilder()
    var builders: Located<[Builder]>?
    /// Where the singular builders are given, by key.
    var builderLocations: [String: SourceLocation] = [:]

    /// What applies where the top level says nothing.
    static var defaults: CommonFields {
        var fields = CommonFields()
        fields.lives = Account(folder: "/srv/app", name: "somebody", uid: 65533, gid: 65533)
        fields.runs.account = Account(name: "runuser", uid: 900, gid: 900)
        return fields
    }

    /// The singular builders that have a field, in the order in which they work.
    var singularBuilders: [Builder] {
        var result: [Builder] = []
        if !node.isEmpty { result.append(.node(node)) }
        if !php.isEmpty { result.append(.php(php)) }
        if !python.isEmpty { result.append(.python(python)) }
        if !builder.isEmpty { result.append(.custom(builder)) }
        return result
    }

    /// All builders in the order in which they work, of whichever style.
    var allBuilders: [Builder] { singularBuilders + (builders?.value ?? []) }

    mutating func merge(_ newer: CommonFields) {
        base.override(with: newer.base)
        arguments.merge(newer.arguments) { $1 }
        apt.merge(newer.apt)
        lives.merge(newer.lives)
        runs.merge(newer.runs)
        entrypoint.override(with: newer.entrypoint)
        node.merge(newer.node)
        php.merge(newer.php)
        python.merge(newer.python)
        builder.merge(newer.builder)
        if let list = newer.builders {
            builders = list.map { (builders?.value ?? []).merged(with: $0) }
        }
        builderLocations.merge(newer.builderLocations) { $1 }
    }
}
