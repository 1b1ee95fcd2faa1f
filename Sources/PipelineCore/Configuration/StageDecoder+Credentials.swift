internal import Diagnostics
internal import PositionedYAML

extension StageDecoder {
    private static let credentialKeys = [
        "id", "name", "usernameVariable", "passwordVariable", "keyFileVariable",
    ]

    /// The items of `run.credentials`. Expressions in them are not expanded.
    func credentials(_ node: YAMLNode) -> [CredentialBinding] {
        (decoder.sequence(node, field: "`run.credentials`") ?? []).compactMap { item in
            let field = "an item of `run.credentials`"
            guard let map = decoder.mapping(item, field: field, known: Self.credentialKeys) else { return nil }
            guard let idNode = map["id"], let id = decoder.string(idNode, field: "`id`") else {
                if map["id"] == nil { decoder.report("missing-key", "\(field) has no `id`", at: item) }
                return nil
            }
            return variables(map, at: item).map {
                CredentialBinding(id: id, variables: $0, location: idNode.location)
            }
        }
    }

    private func variables(_ map: YAMLMapping, at node: YAMLNode) -> CredentialBinding.Variables? {
        let given = Self.credentialKeys.dropFirst().filter { map[$0] != nil }
        func name(_ key: String) -> String? { map[key].flatMap { variable($0, field: "`\(key)`") } }
        switch given {
        case ["name"]: return name("name").map(CredentialBinding.Variables.secret)
        case ["keyFileVariable"]: return name("keyFileVariable").map(CredentialBinding.Variables.keyFile)
        case ["usernameVariable", "passwordVariable"]:
            guard let username = name("usernameVariable"), let password = name("passwordVariable") else { return nil }
            return .usernamePassword(username: username, password: password)
        default:
            decoder.report(
                "credential-binding", "an item of `run.credentials` names no variables, or those of several kinds",
                at: node,
                hint: "write `name`, or `usernameVariable` and `passwordVariable`, or `keyFileVariable`")
            return nil
        }
    }

    private func variable(_ node: YAMLNode, field: String) -> String? {
        guard let name = decoder.string(node, field: field) else { return nil }
        let isName =
            name.first?.isNumber == false && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isName else {
            decoder.report("invalid-value", "`\(name)` is not the name of an environment variable", at: node)
            return nil
        }
        guard !EngineVariables.isReserved(name) else {
            decoder.report(
                "reserved-variable", "`\(name)` tells the engine's own program something, and can hold no secret",
                at: node, hint: "choose another name")
            return nil
        }
        return name
    }
}
