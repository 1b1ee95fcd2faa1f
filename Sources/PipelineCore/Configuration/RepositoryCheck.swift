internal import BlubberConfig
public import Diagnostics

/// Checks that what the pipelines of `config.yaml` refer to is there: Blubber files, variants, folders.
public struct RepositoryCheck {
    /// What there is behind the path of a Blubber file.
    public enum BlubberFileState {
        /// No such file.
        case missing
        /// A file that cannot be used; its own findings say why.
        case unusable
        /// A file with these variants, in their order.
        case variants([String])
    }

    private let blubberFile: (String) -> BlubberFileState
    private let isFolder: (String) -> Bool

    /// A check of one repository. `blubberFile` is asked with normalized paths below `.pipeline`, `isFolder` with
    /// normalized paths below the root.
    public init(blubberFile: @escaping (String) -> BlubberFileState, isFolder: @escaping (String) -> Bool) {
        self.blubberFile = blubberFile
        self.isFolder = isFolder
    }

    /// What is not there.
    public func findings(of pipelines: [Pipeline]) -> DiagnosticList {
        var findings = DiagnosticList()
        var files: [String: BlubberFileState] = [:]
        for pipeline in pipelines {
            let hasFolder = pipeline.directory.isEmpty || isFolder(pipeline.directory)
            if !hasFolder { findings.append(missingDirectory(of: pipeline)) }
            for stage in pipeline.stages {
                if let finding = checkBlubberFile(of: stage, known: &files) { findings.append(finding) }
                findings.append(contentsOf: checkInlineBlubberFile(of: stage))
                if hasFolder, let finding = checkContext(of: stage, in: pipeline) { findings.append(finding) }
            }
        }
        return findings
    }

    private func missingDirectory(of pipeline: Pipeline) -> Diagnostic {
        Diagnostic(
            code: "pipeline.no-folder", "the repository has no folder `\(pipeline.directory)`",
            at: pipeline.directoryLocation, length: pipeline.directory.unicodeScalars.count,
            hint: "`directory` is relative to the repository's root")
    }

    private func checkContext(of stage: Stage, in pipeline: Pipeline) -> Diagnostic? {
        guard let context = stage.build?.context, context.location != nil, context.isLiteral,
            !RepositoryPath.isAddress(context.source),
            let folder = RepositoryPath.normalized("\(pipeline.directory)/\(context.source)"), !folder.isEmpty,
            folder != pipeline.directory, !isFolder(folder)
        else { return nil }
        return Diagnostic(
            code: "pipeline.no-folder", "the repository has no folder `\(folder)`", at: context.location,
            length: context.source.unicodeScalars.count, hint: "`context` is relative to the pipeline's `directory`")
    }

    private func checkInlineBlubberFile(of stage: Stage) -> DiagnosticList {
        guard stage.build != nil, case .inline(let document) = stage.blubberFile else { return DiagnosticList() }
        do throws(StageFailure) {
            guard let configuration = try document.literalConfiguration(), let variant = stage.literalVariant else {
                return DiagnosticList()
            }
            do throws(DiagnosticList) {
                _ = try configuration.plan(for: variant)
                return configuration.warnings
            } catch {
                return DiagnosticList(error.diagnostics.map { $0.location == nil ? stage.placed($0) : $0 })
            }
        } catch .configuration(let findings, _) {
            return findings
        } catch {
            return DiagnosticList()
        }
    }

    /// Each file is asked for once, however many stages build from it.
    private func checkBlubberFile(of stage: Stage, known files: inout [String: BlubberFileState]) -> Diagnostic? {
        guard stage.build != nil, case .path(let template) = stage.blubberFile, template.isLiteral,
            let path = RepositoryPath.normalized(template.source)
        else { return nil }
        let file = ".pipeline/\(path)"
        let state = files[path] ?? blubberFile(path)
        files[path] = state
        switch state {
        case .unusable: return nil
        case .missing: return stage.placed(BlubberFiles.missing(file))
        case .variants(let names):
            guard let variant = stage.literalVariant, !names.contains(variant) else { return nil }
            let known = names.isEmpty ? "the file has no variants" : "the variants are \(names.joined(separator: ", "))"
            return stage.placed(
                Diagnostic(
                    code: "blubber.no-such-variant", "\(file) has no variant `\(variant)`", at: nil, notes: [known],
                    hint: nearMatch(to: variant, among: names).map { "did you mean `\($0)`?" }))
        }
    }
}
