internal import ConfigValues
internal import Diagnostics
internal import PositionedYAML

extension FleetReader {
    static let settingKeys = [
        "branches", "tags", "proposals", "interval", "commits", "first-sight", "priority", "credentials", "paths",
        "events",
        "hook-secret",
    ]
    private static let ruleKeys = ["pipelines", "paths", "actions"]

    /// The settings that `map` gives, over those of the defaults.
    func settings(_ map: YAMLMapping, over base: RepositorySettings) -> RepositorySettings {
        var settings = base
        if let node = map["branches"] {
            let patterns = branchPatterns(node, field: "`branches`")
            if patterns.isEmpty, case .sequence(let items) = node.content, items.isEmpty {
                decoder.report(
                    "empty", "`branches` is empty", at: node, hint: "leave it out for the branch that HEAD names")
            }
            settings.branches = .matching(patterns)
        }
        if let node = map["tags"] { settings.tags = branchPatterns(node, field: "`tags`") }
        if let node = map["proposals"] { settings.proposals = referencePatterns(node) }
        if let node = map["interval"] {
            let allowed = TimeSpan(.seconds(1))...TimeSpan(.seconds(7 * 86_400))
            settings.interval = decoder.span(node, field: "`interval`", in: allowed) ?? settings.interval
        }
        if let node = map["commits"] { settings.commits = decoder.choice(node, field: "`commits`") ?? settings.commits }
        if let node = map["first-sight"] {
            settings.firstSight = decoder.choice(node, field: "`first-sight`") ?? settings.firstSight
        }
        if let node = map["priority"] {
            settings.priority = decoder.integer(node, field: "`priority`", in: -100...100) ?? settings.priority
        }
        if let node = map["credentials"] { settings.credentials = credentialsName(node) }
        if let node = map["paths"] { settings.paths = pathFilter(node) }
        if let node = map["events"] { settings.events = events(node) }
        if let node = map["hook-secret"] { settings.hookSecret = secret(node, field: "`hook-secret`") }
        return settings
    }

    private func credentialsName(_ node: YAMLNode) -> String? {
        guard let name = decoder.string(node, field: "`credentials`") else { return nil }
        if fleet.credentials[name] != nil { return name }
        reportUnknown(
            "credentials", name, at: node, known: fleet.credentials.keys.sorted(), section: "credentials",
            example: "token: SECRET")
        return nil
    }

    private func events(_ node: YAMLNode) -> [FleetEvent: [PipelineRule]] {
        let known = FleetEvent.allCases.map(\.rawValue)
        var events: [FleetEvent: [PipelineRule]] = [:]
        for entry in decoder.mapping(node, field: "`events`", known: known)?.entries ?? [] {
            guard let event = FleetEvent(rawValue: entry.key) else { continue }
            guard let items = decoder.sequence(entry.value, field: "`\(event.rawValue)`") else { continue }
            events[event] = rules(items, field: event.rawValue)
        }
        return events
    }

    /// Names stand for one rule without conditions; each map is a rule of its own.
    private func rules(_ items: [YAMLNode], field: String) -> [PipelineRule] {
        var names: [YAMLNode] = []
        var rules: [PipelineRule] = []
        for (index, item) in items.enumerated() {
            if case .mapping = item.content {
                if let rule = rule(item, field: "`\(field)[\(index)]`") { rules.append(rule) }
            } else {
                names.append(item)
            }
        }
        let patterns = namePatterns(names, field: "a pipeline of `\(field)`")
        if !patterns.isEmpty { rules.insert(PipelineRule(pipelines: patterns), at: 0) }
        return rules
    }

    private func rule(_ node: YAMLNode, field: String) -> PipelineRule? {
        guard let map = decoder.mapping(node, field: field, known: Self.ruleKeys) else { return nil }
        var rule = PipelineRule()
        if let node = map["pipelines"], let items = decoder.sequence(node, field: "`pipelines`") {
            rule.pipelines = namePatterns(items, field: "an item of `pipelines`")
        }
        if let node = map["paths"] { rule.paths = pathFilter(node) }
        if let node = map["actions"], let items = decoder.sequence(node, field: "`actions`") {
            rule.actions = Set(items.compactMap { decoder.choice($0, field: "an item of `actions`") })
        }
        return rule
    }

    private func pathFilter(_ node: YAMLNode) -> PathFilter? {
        guard let items = decoder.sequence(node, field: "`paths`") else { return nil }
        let patterns = items.compactMap { item in
            decoder.value(item, field: "an item of `paths`") { text throws(InvalidValue) in
                _ = try PathFilter([text])
                return text
            }
        }
        if items.isEmpty { decoder.report("empty", "`paths` is empty", at: node, hint: "leave it out for all files") }
        return try? PathFilter(patterns)
    }

    private func branchPatterns(_ node: YAMLNode, field: String) -> [BranchPattern] {
        guard let items = decoder.list(node, field: field) else { return [] }
        let patterns = items.compactMap { item in
            decoder.value(item, field: "an item of \(field)") { text throws(InvalidValue) in try BranchPattern(text) }
        }
        warnRepeated(items, patterns.map(\.text), field: field)
        return patterns
    }

    private func referencePatterns(_ node: YAMLNode) -> [ReferencePattern] {
        guard let items = decoder.list(node, field: "`proposals`") else { return [] }
        let patterns = items.compactMap { item in
            decoder.value(item, field: "an item of `proposals`") { text throws(InvalidValue) in
                try ReferencePattern(text)
            }
        }
        warnRepeated(items, patterns.map(\.text), field: "`proposals`")
        return patterns
    }

    private func namePatterns(_ items: [YAMLNode], field: String) -> [NamePattern] {
        items.compactMap { item in
            decoder.value(item, field: field) { text throws(InvalidValue) in try NamePattern(text) }
        }
    }

    private func warnRepeated(_ items: [YAMLNode], _ texts: [String], field: String) {
        guard items.count == texts.count else { return }
        var seen = Set<String>()
        for (item, text) in zip(items, texts) where !seen.insert(text).inserted {
            decoder.report("repeated-value", "\(field) holds `\(text)` twice", at: item, severity: .warning)
        }
    }
}
