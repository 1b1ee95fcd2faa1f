internal import ArgumentParser
internal import ImageTree
internal import OCI
internal import PipelineCore
internal import RunFiles

struct ImagesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists a tree's images with their state.",
        discussion: """
            The state is `published` if the registry has the version, `built` if only this machine has it, `outdated` if what \
            this machine has is not what the definition says any more or did not pass its test, else `missing`; without an \
            answer of the registry it is `unknown`.

            Example:
              pipeline-runner images list -c config.yaml images
            """)

    @OptionGroup var treeOptions: TreeOptions
    @OptionGroup var selectOption: SelectOption

    @Flag(help: "Prints a JSON array.")
    var json = false

    @Flag(help: "Asks neither registry nor engine.")
    var offline = false

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var stateOptions: StateOptions

    private struct Row: Encodable {
        let name: String
        let version: String
        let label: String
        let state: String
        let parents: [String]
        let size: String?
    }

    func run() async throws {
        let context = CommandContext.ofProcess()
        let tree = try treeOptions.tree(context)
        let names = tree.matching(selectOption.select)
        if names.isEmpty { throw TreeOptions.nothingSelected(selectOption.select) }
        let published = offline ? nil : try await published(tree, context)
        let local = offline ? nil : try await local(try treeOptions.runnerFile(context), context)
        let state = TreeState(
            of: tree, published: published ?? [:], local: (local?.images ?? [:]).mapValues(\.id), needsLocal: false,
            record: local.map { BuildRecord(in: stateOptions.folder(context).path, engine: $0.engine) })
        let rows = names.compactMap { name -> Row? in
            guard let image = tree.images[name], let known = state.images[name] else { return nil }
            let label = image.definition.labelText
            let held = local?.images[label] ?? local?.images["localhost/\(label)"]
            return Row(
                name: name, version: image.definition.label.tag ?? "", label: label,
                state: published == nil ? "unknown" : Self.text(known, isKnown: local != nil),
                parents: image.parents + image.externals, size: held?.size)
        }
        context.standardOutput.write(json ? JSONText.line(rows) + "\n" : Self.table(rows))
    }

    private func published(_ tree: ProductionTree, _ context: CommandContext) async throws -> [ImageReference: Digest]?
    {
        do {
            return try await TreeRegistry(tree.configuration, context: context).digests(
                of: tree.images.values.map(\.definition.label))
        } catch let error where !(error is CancellationError) {
            context.warn("\(error)")
            return nil
        }
    }

    private func local(
        _ file: RunnerFile, _ context: CommandContext
    ) async throws -> (engine: String, images: [String: LocalImage])? {
        do {
            var images: [String: LocalImage] = [:]
            let engine = try await engineOptions.select(context, file.configuration, warn: context.warn)
            for image in try await engine.images() {
                for reference in image.references { images[reference] = image }
            }
            return (engine.name, images)
        } catch let failure as EngineFailure {
            context.warn("\(failure)")
            return nil
        }
    }

    private static func text(_ state: ImageState, isKnown: Bool) -> String {
        switch state {
        case .published: "published"
        case .built: "built"
        case .outdated: "outdated"
        case .missing: isKnown ? "missing" : "unknown"
        }
    }

    private static func table(_ rows: [Row]) -> String {
        TextTable.text(
            [["NAME", "VERSION", "STATE", "SIZE", "PARENTS"]]
                + rows.map { [$0.name, $0.version, $0.state, $0.size ?? "-", $0.parents.joined(separator: " ")] })
    }
}
