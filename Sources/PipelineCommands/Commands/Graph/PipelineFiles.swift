internal import BlubberConfig
internal import Diagnostics
internal import FoundationEssentials
internal import PipelineCore

/// The files of a repository that say which pipelines it has.
struct PipelineFiles {
    /// A repository's folder, or a `config.yaml`.
    let path: String
    let context: CommandContext

    /// The pipelines as the files lie in the folder.
    ///
    /// - Throws: `CommandExit` for files that cannot be read, and about what is wrong in them.
    func pipelines() throws(CommandExit) -> [Pipeline] {
        var isFolder: Bool { (try? FileManager.default.contentsOfDirectory(atPath: context.absolute(path))) != nil }
        let root = context.folder(meantBy: path, holding: [".pipeline"])
        let folder = root == "." ? ".pipeline" : "\(root)/.pipeline"
        let file = isFolder ? "\(folder)/config.yaml" : path
        if !isFolder || FileManager.default.fileExists(atPath: context.absolute(file)) {
            return try Self.configured(by: SourceFile.read(file, context: context), context)
        }
        guard context.exists("\(folder)/blubber.yaml") else {
            throw CommandExit(
                .badInput,
                "error: \(path) has neither .pipeline/config.yaml nor .pipeline/blubber.yaml\n"
                    + "  help: name a repository's folder, or describe the image in .pipeline/blubber.yaml")
        }
        // A repository with a Blubber file alone has the conventional pipeline.
        return try Self.conventional(of: SourceFile.read("\(folder)/blubber.yaml", context: context), context)
    }

    /// The pipelines of a `config.yaml`.
    static func configured(by source: SourceFile, _ context: CommandContext) throws(CommandExit) -> [Pipeline] {
        try source.reading(context) { () throws(DiagnosticList) in
            try PipelineConfiguration.parse(source.bytes, file: source.name).pipelines
        }
    }

    /// What the convention makes of a Blubber file.
    static func conventional(
        of source: SourceFile, publishes: Bool = true, _ context: CommandContext
    ) throws(CommandExit) -> [Pipeline] {
        let variants = try source.reading(context) { () throws(DiagnosticList) in
            try BlubberConfiguration.parse(source.bytes, file: source.name).variantNames
        }
        return [Convention.pipeline(variants: variants, publishes: publishes)?.pipeline].compactMap(\.self)
    }
}
