internal import BlubberConfig
internal import Diagnostics

/// The Blubber files of a workspace, each read once.
actor BlubberFiles {
    private let workspace: any Workspace
    private var parsed: [String: (configuration: BlubberConfiguration, text: String)] = [:]

    private let policy: Policy?

    init(workspace: any Workspace, policy: Policy?) {
        self.workspace = workspace
        self.policy = policy
    }

    /// The build plan of `variant` in the file at `path` below `.pipeline`, and what the file warns about.
    ///
    /// - Throws: `StageFailure.configuration` if the file is missing or wrong, has no such variant or breaks the policy.
    func plan(path: String, variant: String) throws(StageFailure) -> (plan: BuildPlan, warnings: DiagnosticList) {
        guard let clean = RepositoryPath.normalized(path) else {
            throw .refused(
                "`blubberfile` leaves the `.pipeline` folder: `\(path)`", hint: "give a path below .pipeline")
        }
        let file = ".pipeline/\(clean)"
        let entry = if let known = parsed[file] { known } else { try read(file) }
        parsed[file] = entry
        return try plan(variant, of: entry.configuration, sources: [file: entry.text])
    }

    /// The build plan of `variant` in a document that is not a file of its own.
    ///
    /// - Throws: as `plan(path:variant:)`.
    func plan(
        _ variant: String, of configuration: BlubberConfiguration, sources: [String: String]
    ) throws(StageFailure) -> (plan: BuildPlan, warnings: DiagnosticList) {
        do throws(DiagnosticList) {
            let plan = try configuration.plan(for: variant)
            if let policy { try configuration.violations(of: policy, in: variant).throwIfErrors() }
            return (plan, configuration.warnings)
        } catch {
            throw .configuration(error, sources: sources)
        }
    }

    /// What an ignore file keeps from a build: one beside the Blubber file at `path` if there is one, else one in the
    /// context folder.
    ///
    /// - Throws: `StageFailure.configuration` if a line of it is not a pattern.
    func ignored(blubberFile path: String?, context: String) throws(StageFailure) -> PathPatterns {
        let file = path.map { ".pipeline/\(RepositoryPath.normalized($0) ?? $0)" }
        let candidates = IgnoreFile.candidates(blubberFile: file ?? "")
        let inContext = context.isEmpty ? candidates.inContext : "\(context)/\(candidates.inContext)"
        for file in [file.map { _ in candidates.besideBlubberFile }, inContext].compactMap(\.self) {
            let bytes: [UInt8]?
            do throws(WorkspaceFailure) { bytes = try workspace.read(file) } catch { throw .workspace(error) }
            guard let bytes else { continue }
            do throws(DiagnosticList) {
                return try IgnoreFile.parse(bytes, file: file)
            } catch {
                throw .configuration(error, sources: [file: String(decoding: bytes, as: UTF8.self)])
            }
        }
        return PathPatterns()
    }

    /// The text of a file that was read, for showing lines of it.
    func text(path: String) -> [String: String] {
        let file = ".pipeline/\(RepositoryPath.normalized(path) ?? path)"
        return parsed[file].map { [file: $0.text] } ?? [:]
    }

    private func read(_ file: String) throws(StageFailure) -> (configuration: BlubberConfiguration, text: String) {
        let bytes: [UInt8]?
        do throws(WorkspaceFailure) { bytes = try workspace.read(file) } catch { throw .workspace(error) }
        guard let bytes else {
            throw .configuration(DiagnosticList([Self.missing(file)]), sources: [:])
        }
        do throws(DiagnosticList) {
            return (try BlubberConfiguration.parse(bytes, file: file), String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .configuration(error, sources: [file: String(decoding: bytes, as: UTF8.self)])
        }
    }

    /// What is said about a file that is not there, without a place.
    static func missing(_ file: String) -> Diagnostic {
        let hint =
            file == ".pipeline/blubber.yaml"
            ? "describe the image there, in variants"
            : "say which file with `blubberfile: blubber.yaml`, relative to .pipeline"
        return Diagnostic(code: "pipeline.no-blubber-file", "there is no \(file)", at: nil, hint: hint)
    }
}
