internal import Diagnostics
internal import OCI
internal import PositionedYAML

extension ConfigurationReader {
    func base(_ node: YAMLNode?) -> Located<ImageReference>? {
        guard let node, !node.isNull, let text = text(node, "base") else { return nil }
        if text.value == "scratch" {
            reject(
                text, "`scratch` is not an image", hint: "leave `base` out to start from an empty file system")
            return nil
        }
        if text.value.utf8.count == 64, text.value.allSatisfy(\.isHexDigit) {
            reject(text, "`base` must be the name of an image, not an ID", hint: "give the image a name with --tag")
            return nil
        }
        do throws(InvalidReference) {
            let reference = try ImageReference(text.value)
            return text.map { _ in reference }
        } catch {
            let hint = isVariant(text.value) ? "`base` always names an image; use `includes` or `copies`" : nil
            reject(text, "`base` must be an image reference: \(error.reason)", hint: hint)
            return nil
        }
    }

    /// `arguments` or `environment`: names with texts; nothing behind a name means an empty text.
    func variables(_ node: YAMLNode?, _ name: String) -> [String: Located<String>] {
        guard let node, let mapping = decoder.mapping(node, field: "`\(name)`") else { return [:] }
        var variables: [String: Located<String>] = [:]
        for entry in mapping.entries {
            if !Names.isEnvironmentVariable(entry.key) {
                decoder.report(
                    "invalid-name", "`\(entry.key)` is not a name for a variable", at: entry.keyLocation,
                    length: entry.key.unicodeScalars.count,
                    notes: ["two or more letters, digits and `_`, not beginning with a digit"])
            }
            let value =
                entry.value.isNull ? "" : decoder.string(entry.value, field: "`\(entry.key)` in `\(name)`")
            if let value {
                variables[entry.key] = Located(value, at: entry.value.location, length: entry.value.length)
            }
        }
        return variables
    }

    func lives(_ node: YAMLNode, isTop: Bool) -> Account {
        guard
            let fields = fields(
                node, "`lives`", known: ["in", "as", "uid", "gid"],
                hints: ["environment": "`environment` belongs into `runs`", "insecurely": "it belongs into `runs`"])
        else { return Account() }
        return account(fields, isTop: isTop, isLives: true)
    }

    func runs(_ node: YAMLNode, isTop: Bool) -> Runs {
        guard
            let fields = fields(
                node, "`runs`", known: ["as", "uid", "gid", "environment", "in", "insecurely"],
                hints: [
                    "entrypoint": "`entrypoint` belongs beside `runs`, not into it",
                    "env": "did you mean `environment`?",
                ]
            )
        else { return Runs() }
        return Runs(
            account: account(fields, isTop: isTop, isLives: false),
            environment: variables(fields["environment"], "environment"),
            insecurely: flag(fields["insecurely"], "insecurely"))
    }

    private func account(_ fields: FieldMap, isTop: Bool, isLives: Bool) -> Account {
        var account = Account()
        if let folder = text(fields["in"], "in") {
            account.folder = folder.value
            if !Names.isAbsolutePath(folder.value) {
                reject(folder, "`in` must be an absolute path other than `/`, not `\(folder.value)`")
            }
        } else if isTop && isLives {
            rejectEmpty(fields["in"], "in")
        }
        if let name = text(fields["as"], "as") {
            account.name = name.value
            if name.value == "root" || !Names.isVariantOrUser(name.value) {
                reject(
                    name, "`\(name.value)` cannot be the name of a user here",
                    notes: [
                        "three or more letters, digits, `-` and `.`, from a letter to a letter or digit, but not `root`"
                    ], code: "invalid-name")
            }
        } else if isTop {
            rejectEmpty(fields["as"], "as")
        }
        account.uid = userNumber(fields["uid"], "uid", isTop: isTop)
        account.gid = userNumber(fields["gid"], "gid", isTop: isTop)
        return account
    }

    /// At the top level an empty text would replace the default and break the commands made with it.
    private func rejectEmpty(_ node: YAMLNode?, _ name: String) {
        guard let node, case .scalar(let scalar) = node.content, case .string("") = scalar.resolved else { return }
        decoder.report("invalid", "`\(name)` is empty", at: node, hint: "leave it out for the default")
    }

    private func userNumber(_ node: YAMLNode?, _ name: String, isTop: Bool) -> Int? {
        guard let node, let number = decoder.integer(node, field: "`\(name)`") else { return nil }
        guard (0...Int(UInt32.max)).contains(number) else {
            decoder.report("invalid", "`\(name)` must be between 0 and \(UInt32.max), not \(number)", at: node)
            return nil
        }
        if number == 0 && !isTop {
            decoder.report(
                "no-effect", "`\(name): 0` in a variant changes nothing", at: node, severity: .warning,
                notes: ["a variant cannot set a user or group to 0; the inherited number stays"])
            return nil
        }
        return number
    }
}
