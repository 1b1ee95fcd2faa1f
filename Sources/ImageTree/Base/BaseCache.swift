internal import CommandRunner
internal import OCI
internal import PipelineCore

/// Where built root file systems are kept: `FOLDER/NAME/ARCHITECTURE-KEY-DAY/`, one folder a build.
///
/// The key is a hash of all that goes into the archive except the packages themselves, for which the day stands.
struct BaseCache {
    let folder: String
    let runner: CommandRunner

    /// The files of one build.
    enum File {
        static let archive = "rootfs.tar"
        static let packages = "packages.txt"
        static let release = "debian_version"
        /// Digest, time and size of the archive. It is written last, so a folder that has it is whole.
        static let summary = "summary.txt"
    }

    /// The build of `definition` made on `day`, if it is there and whole.
    func find(_ definition: BaseDefinition, day: String) async throws -> BuiltBase? {
        let path = try await path(definition, day: day)
        guard let base = try? read(path, definition: definition, day: day) else { return nil }
        return base
    }

    /// Makes a folder for a build in progress, beside the finished ones so that it can become one in one step.
    func stage(_ definition: BaseDefinition) throws(BaseFailure) -> String {
        try Folder.create("\(folder)/\(definition.name)")
        return try Folder.createUnique("\(folder)/\(definition.name)/\(Self.stagePrefix)")
    }

    /// Makes what is in `stage` the build of the day of `now` and removes earlier builds of the same name and architecture.
    func keep(_ stage: String, summary: ArchiveSummary, definition: BaseDefinition, now: Int) async throws -> BuiltBase
    {
        let day = UTCTime(seconds: now).compactDay
        try Folder.write(summary.text, to: "\(stage)/\(File.summary)")
        let path = try await path(definition, day: day)
        var isKept = false
        // A build of the same thing that ended in between fills the place again; the later one wins.
        for _ in 0..<3 where !isKept {
            Folder.removeFlat(path)
            isKept = try Folder.move(stage, to: path)
        }
        removeEarlier(than: path, definition: definition, now: now)
        guard let base = try read(path, definition: definition, day: day) else {
            throw BaseFailure(.other, operation: "read back what was built in", subject: path)
        }
        return base
    }

    private static let stagePrefix = ".partial-"

    private func path(_ definition: BaseDefinition, day: String) async throws -> String {
        let key = try await Checksum(runner: runner).digest(ofText: Bootstrap(definition: definition).identity)
        return "\(folder)/\(definition.name)/\(definition.architecture.rawValue)-\(key.hex.prefix(16))-\(day)"
    }

    private func removeEarlier(than path: String, definition: BaseDefinition, now: Int) {
        let parent = "\(folder)/\(definition.name)"
        for name in Folder.names(in: parent) where name.hasPrefix("\(definition.architecture.rawValue)-") {
            if "\(parent)/\(name)" != path { Folder.removeFlat("\(parent)/\(name)") }
        }
        // What a killed process left is a day old at the earliest when it goes: no build takes that long.
        for name in Folder.names(in: parent) where name.hasPrefix(Self.stagePrefix) {
            let changed = Folder.lastChange(of: "\(parent)/\(name)") ?? now
            if now - changed > 86_400 { Folder.removeFlat("\(parent)/\(name)") }
        }
    }

    private func read(_ path: String, definition: BaseDefinition, day: String) throws -> BuiltBase? {
        let archive = "\(path)/\(File.archive)"
        guard let summary = ArchiveSummary(try Folder.read("\(path)/\(File.summary)")),
            Folder.size(of: archive) == summary.size
        else { return nil }
        let release = try Folder.read("\(path)/\(File.release)").prefix { !$0.isNewline }
        let packageList = "\(path)/\(File.packages)"
        return BuiltBase(
            definition: definition, archive: archive, summary: summary, release: String(release), day: day,
            packages: InstalledPackage.list(try Folder.read(packageList)), packageList: packageList)
    }
}
