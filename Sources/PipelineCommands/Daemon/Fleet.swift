internal import ConfigValues
internal import Diagnostics
internal import FleetConfig
internal import GitWatcher
internal import PipelineCore

/// The fleet file that is in force.
struct Fleet: Sendable {
    let configuration: FleetConfiguration

    /// Reads the file.
    ///
    /// - Throws: `CommandExit` with all that is wrong in it.
    static func read(_ path: String, _ context: CommandContext) throws(CommandExit) -> Fleet {
        let source = try SourceFile.read(path, context: context)
        do throws(DiagnosticList) {
            let fleet = try FleetConfiguration.parse(source.bytes, file: path, folder: context.folder(of: path))
            return Fleet(configuration: fleet)
        } catch {
            let text = DiagnosticRenderer(sources: [path: source.text]).render(error).dropLast()
            throw CommandExit(.badInput, String(text), findings: error.records)
        }
    }

    /// The repository of that name; `nil` if it is not in the fleet.
    subscript(name: String) -> FleetRepository? {
        configuration.repositories.first { $0.name.text == name }
    }

    var names: [String] { configuration.repositories.map(\.name.text) }
}

extension FleetRepository {
    /// What its images are named after.
    func project(mirror: String) -> String { ProjectName(remote: url.text, folder: mirror).full }
}
