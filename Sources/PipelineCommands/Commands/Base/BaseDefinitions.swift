internal import Diagnostics
internal import FoundationEssentials
internal import ImageTree

/// The definitions of base images that a command line names.
enum BaseDefinitions {
    struct Entry {
        let file: String
        let definition: BaseDefinition
        /// Whether the file was found in a folder, and not named itself.
        let isFromFolder: Bool
    }

    /// Reads files, and those of folders; all findings are shown before this throws.
    static func read(_ paths: [String], context: CommandContext) throws -> [Entry] {
        var entries: [Entry] = []
        var isValid = true
        for path in paths {
            let files = try files(at: path, context: context)
            for file in files.names {
                let source = try SourceFile.read(file, context: context)
                do throws(DiagnosticList) {
                    let parsed = try BaseDefinition.parse(
                        source.bytes, file: source.name, folder: context.folder(of: source.name))
                    source.show(parsed.warnings, context: context)
                    entries.append(Entry(file: file, definition: parsed.definition, isFromFolder: files.isFolder))
                } catch {
                    source.show(error, context: context)
                    isValid = false
                }
            }
        }
        guard isValid else { throw CommandExit(.badInput) }
        return entries
    }

    private static func files(at path: String, context: CommandContext) throws -> (names: [String], isFolder: Bool) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: context.absolute(path), isDirectory: &isFolder), isFolder else {
            guard context.exists(path) else {
                throw CommandExit(
                    .badInput,
                    "error: cannot read \(path): No such file or directory\n"
                        + "  help: name a definition of a base image, or a folder of them")
            }
            return ([path], false)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: context.absolute(path)).sorted()
        let found = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { "\(path)/\($0)" }
        guard !found.isEmpty else { throw CommandExit(.badInput, "error: \(path) holds no definition of a base image") }
        return (found, true)
    }
}
