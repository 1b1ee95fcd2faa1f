internal import OCI
internal import PipelineCore

/// Whether `latest` may move to a version: it never goes from a newer one to an older one.
struct LatestTag {
    /// `nil` where nothing is published; then what is here counts.
    let registry: RegistryLookup?
    /// What the engine holds, by name and tag.
    let local: [String: ImageID]

    /// The version newer than that of `image` which `latest` stands for; `nil` if it may move.
    func newerHolder(than image: ImageDefinition) async throws -> String? {
        guard let registry else { return newerLocalHolder(than: image) }
        let newer = Self.newer(try await registry.tags(image.label), than: image.version)
        guard !newer.isEmpty else { return nil }
        let latest = try image.label.tagged("latest")
        let candidates = try newer.map { ($0, try image.label.tagged($0)) }
        let digests = try await registry.digests([latest] + candidates.map(\.1))
        return digests[latest].flatMap { held in candidates.first { digests[$0.1] == held }?.0 }
    }

    private func newerLocalHolder(than image: ImageDefinition) -> String? {
        for repository in ["", "localhost/", "docker.io/library/"].map({ "\($0)\(image.label.name)" }) {
            guard let held = local["\(repository):latest"] else { continue }
            let tags = local.compactMap { name, id in
                id == held && name.hasPrefix("\(repository):") ? String(name.dropFirst(repository.count + 1)) : nil
            }
            if let newer = Self.newer(tags, than: image.version).max() { return newer }
        }
        return nil
    }

    /// Tags that are newer versions. Others, such as `stable`, would count as newer than any number.
    private static func newer(_ tags: [String], than version: DebianVersion) -> [String] {
        func beginning(_ text: String) -> Substring { text.prefix { !$0.isNumber } }
        return tags.filter { tag in
            guard beginning(tag) == beginning(version.text), let other = DebianVersion(tag) else { return false }
            return other > version
        }
    }
}
