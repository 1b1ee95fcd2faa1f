internal import PositionedYAML

/// Who is told when a stage fails, and in which words.
public struct NotifySettings: Sendable {
    /// Whom mail goes to, a list; `nil` for nobody.
    public var receivers: ValueTemplate?
    /// The mail's subject; `nil` for the usual one.
    public var subject: Template?
    /// The mail's text; `nil` for the usual one.
    public var body: Template?

    /// The subject of a mail that says nothing else.
    static let usualSubject = Template(joining: [
        Template(literal: "[Pipeline] "), Template(variable: "projectShortName", of: "setup"), Template(literal: " "),
        Template(variable: "pipeline", of: "setup"), Template(literal: "/"), Template(variable: "stage"),
        Template(literal: " failed"),
    ])

    /// The text of a mail that says nothing else.
    static let usualBody = Template(joining: [
        Template(literal: "Pipeline "), Template(variable: "pipeline", of: "setup"), Template(literal: " for project "),
        Template(variable: "project", of: "setup"), Template(literal: " failed during\nstage "),
        Template(variable: "stage"), Template(literal: ". See the log for details: "),
        Template(variable: "logURL", of: "setup"),
    ])

    /// Its own values, and those of `base` where it has none.
    func over(_ base: NotifySettings?) -> NotifySettings {
        NotifySettings(
            receivers: receivers ?? base?.receivers, subject: subject ?? base?.subject, body: body ?? base?.body)
    }

    var templates: [Template] { (receivers?.templates ?? []) + [subject, body].compactMap(\.self) }
}

extension YAMLDecoder {
    /// The value of `notify`, of a pipeline or a stage.
    func notify(_ node: YAMLNode) -> NotifySettings? {
        guard !node.isBlank, let map = mapping(node, field: "`notify`", known: ["email"]),
            let email = map["email"], !email.isBlank,
            let fields = mapping(email, field: "`notify.email`", known: ["to", "subject", "body"])
        else { return nil }
        var settings = NotifySettings()
        for entry in fields.entries where !entry.value.isBlank {
            switch entry.key {
            case "to": settings.receivers = receivers(entry.value)
            case "subject": settings.subject = template(entry.value, field: "`notify.email.subject`")
            case "body": settings.body = template(entry.value, field: "`notify.email.body`")
            default: break
            }
        }
        return settings
    }

    private func receivers(_ node: YAMLNode) -> ValueTemplate? {
        if case .scalar = node.content {
            return template(node, field: "`notify.email.to`").map { .list([.text($0)]) }
        }
        return texts(node, field: "notify.email.to")
    }
}
