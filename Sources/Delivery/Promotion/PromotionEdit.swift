internal import Diagnostics
internal import GitWatcher
internal import PipelineCore
internal import PositionedYAML

/// What a promotion changes in the files of a commit.
struct PromotionEdit {
    /// A value that is changed.
    struct Change: Sendable {
        let path: String
        let key: String
        let old: String
        let new: String
    }

    /// A place that a promotion is about.
    private struct Target: Hashable {
        let path: String
        let key: [String]
    }

    let file: PlacePattern
    let key: PlacePattern
    let mirror: Mirror
    let commit: ObjectID
    let promotion: Promotion
    /// The files that are changed, with their new contents.
    private(set) var files: [String: [UInt8]] = [:]
    private(set) var changes: [Change] = []
    /// Files of environments that nobody named which have no such key, and the key.
    private(set) var passedOver: [String] = []

    init(_ promotion: Promotion, file: PlacePattern, key: PlacePattern, in mirror: Mirror, at commit: ObjectID) {
        (self.promotion, self.file, self.key) = (promotion, file, key)
        (self.mirror, self.commit) = (mirror, commit)
    }

    /// Finds the places and changes them; what holds the version already stays as it is.
    ///
    /// - Throws: `DeploymentFailure` if a place is not there or cannot be changed by itself.
    mutating func perform() async throws {
        let isSearched = promotion.environments.isEmpty && (file.namesEnvironments || key.namesEnvironments)
        var isFound = false
        for target in try await targets() {
            guard let content = try await content(of: target.path) else { throw refused("there is no \(target.path)") }
            switch change(target, of: content) {
            case .success(let change):
                isFound = true
                if let change { changes.append(change) }
            case .failure(let finding) where finding.code == "yaml.no-such-key" && isSearched:
                passedOver.append("\(target.path) (\(target.key.joined(separator: ".")))")
            case .failure(let finding): throw refused(finding)
            }
        }
        guard isFound else {
            let path = file.filled(chart: promotion.chart, environment: nil).joined(separator: "/")
            let key = key.filled(chart: promotion.chart, environment: nil).joined(separator: ".")
            throw refused(
                passedOver.isEmpty
                    ? "there is no file \(path)" + (file.namesEnvironments ? "" : " with a key \(key)")
                    : "there is no such key in \(passedOver.joined(separator: ", "))",
                hint: "see `deployments` in the run configuration")
        }
    }

    /// Changes the value at a place; `nil` where it is right already.
    private mutating func change(_ target: Target, of content: [UInt8]) -> Result<Change?, Diagnostic> {
        do throws(Diagnostic) {
            let edit = try YAMLScalarEdit(content, file: target.path)
            let old = try edit.value(at: target.key).text
            guard old != promotion.version else { return .success(nil) }
            files[target.path] = try edit.setting(promotion.version, at: target.key)
            let key = target.key.joined(separator: ".")
            return .success(Change(path: target.path, key: key, old: old, new: promotion.version))
        } catch {
            return .failure(error)
        }
    }

    private func targets() async throws -> [Target] {
        let chart = promotion.chart
        func target(_ environment: String?) -> Target {
            Target(
                path: file.filled(chart: chart, environment: environment).joined(separator: "/"),
                key: key.filled(chart: chart, environment: environment))
        }
        if !promotion.environments.isEmpty { return Self.unique(promotion.environments.map(target)) }
        if file.namesEnvironments {
            var environments: Set<String> = []
            try await find(at: 0, in: [], environment: nil, into: &environments)
            return environments.sorted().map(target)
        }
        guard key.namesEnvironments else { return [target(nil)] }
        return try await environmentsOfKey(in: target(nil).path).map(target)
    }

    /// Walks through the folders in which the file may be, for each environment that their names, or its own, give.
    private func find(
        at index: Int, in folder: [String], environment: String?, into found: inout Set<String>
    ) async throws {
        let items = try await mirror.items(in: folder.joined(separator: "/"), of: commit)
        let isLast = index == file.parts.count - 1
        let wanted = file.filled(chart: promotion.chart, environment: environment)[index]
        for item in items where isLast ? item.kind != .folder : item.kind == .folder {
            let name = environment ?? file.environment(at: index, of: item.name, chart: promotion.chart)
            guard item.name == wanted || environment == nil && name != nil else { continue }
            if isLast {
                if let name { found.insert(name) }
            } else {
                try await find(at: index + 1, in: folder + [item.name], environment: name, into: &found)
            }
        }
    }

    /// The environments that the file's keys give.
    private func environmentsOfKey(in path: String) async throws -> [String] {
        guard let content = try await content(of: path) else { throw refused("there is no \(path)") }
        let edit = try Result { () throws(Diagnostic) in try YAMLScalarEdit(content, file: path) }
            .mapError(refused).get()
        let index = key.fixedCount
        let parent = Array(key.filled(chart: promotion.chart, environment: nil).prefix(index))
        let keys = edit.keys(at: parent) ?? []
        return keys.compactMap { key.environment(at: index, of: $0, chart: promotion.chart) }.sorted()
    }

    private func content(of path: String) async throws -> [UInt8]? {
        if let changed = files[path] { return changed }
        do throws(GitFailure) {
            return try await mirror.file(path, of: commit)
        } catch {
            throw error.code == .notAFile
                ? refused("\(path): \(error.detail)", hint: error.hint) : try DeploymentFailure(error)
        }
    }

    private func refused(_ finding: Diagnostic) -> DeploymentFailure {
        refused("\(finding.location.map { "\($0): " } ?? "")\(finding.message)", hint: finding.hint)
    }

    private func refused(_ message: String, hint: String? = nil) -> DeploymentFailure {
        DeploymentFailure(.refused, "cannot promote \(promotion.chart): \(message)", hint: hint)
    }

    private static func unique(_ targets: [Target]) -> [Target] {
        var seen: Set<Target> = []
        return targets.filter { seen.insert($0).inserted }
    }
}
