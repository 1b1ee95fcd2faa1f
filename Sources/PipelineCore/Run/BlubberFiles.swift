internal import BlubberConfig
internal import Diagnostics

/// The Blubber files of a workspace, each read once.
actor BlubberFiles {
    private let workspace: any Workspace
    private var parsed: [String: (configuration: BlubberConfiguration, text: String)] = [:]

    init(workspace: any Workspace) {
        self.workspace = workspace
    }

    /// The build plan of `variant` in the file at `path` below `.pipeline`, and what the file warns about.
    ///
    /// - Throws: `StageFailure.configuration` if the file is missing or wrong or has no such variant.
    func plan(path: String, variant: String) throws(StageFailure) -> (plan: BuildPlan, warnings: DiagnosticList) {
        guard let clean = RepositoryPath.normalized(path) else {
            throw .refused(
                "`blubberfile` leaves the `.pipeline` folder: `\(path)`", hint: "give a path below .pipeline")
        }
        let file = ".pipeline/\(clean)"
        let entry = if let known = parsed[file] { known } else { try read(file) }
        parsed[file] = entry
        do throws(DiagnosticList) {
            return (try entry.configuration.plan(for: variant), entry.configuration.warnings)
        } catch {
            throw .configuration(error, sources: [file: entry.text])
        }
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
