internal import BlubberConfig
internal import CommandRunner
internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import OCI
internal import PipelineCore
internal import RunFiles
internal import RunnerConfig

/// The build of one variant of a folder: from the Blubber file to the image and, if asked for, its program's end.
struct FolderBuild {
    private let command: BuildCommand
    private let context: CommandContext
    private let source: SourceFile
    private let buildArguments: [String: String]
    private let configuration: RunnerConfiguration
    private let settings: ProcessSettings
    private let containerSettings: ProcessSettings
    private let givenName: ImageReference?

    /// Reads the flags.
    ///
    /// - Throws: what is wrong with them.
    init(_ command: BuildCommand, context: CommandContext) throws {
        var command = command
        if command.blubberfile == nil {
            command.folder = context.folder(meantBy: command.folder, holding: BuildCommand.blubberFiles)
        }
        self.command = command
        self.context = context
        givenName = try command.tag.map { text throws(InvalidReference) in try ImageReference(text) }
        buildArguments = try command.buildArguments()
        source = try command.blubberSource(context)
        let file = try command.configurationOption.read(repositoryAt: command.folder, context)
        configuration = file.configuration
        settings = try command.engineOptions.processSettings(context, configuration)
        containerSettings = try command.runNetworkOption.settings(command.engineOptions, context, configuration)
    }

    func execute() async throws {
        let policy = try await command.policyOptions.read(context)
        let plan = try source.reading(context) { () throws(DiagnosticList) in try self.plan(policy) }
        let ignored = try ignoredPaths()
        for warning in configuration.warnings.sorted { context.warn(warning.description) }
        let engine = try await command.engineOptions.select(context, configuration, warn: context.warn)
        if command.run { try await engine.checkContainers(containerSettings, limits: configuration.limits) }
        let options = DockerfileOptions(
            dialect: engine.dialect, caBundle: settings.caBundle != nil, arguments: buildArguments)
        let compiled = try source.reading(context) { () throws(DiagnosticList) in try plan.compiled(options) }
        let name = if let givenName { givenName } else { try await localName() }
        let output: OutputHandler = { [context, variant = command.variant] line in
            context.show(line, of: variant, on: context.standardError)
        }
        for base in plan.baseImages { _ = try await engine.pull(base.reference, policy: .missing, output: output) }
        let image = try await keepingCache(of: givenName == nil ? name : nil, engine: engine) { temporary in
            let dockerfile = "\(temporary)/Dockerfile"
            try Data(compiled.dockerfile.utf8).write(to: URL(filePath: dockerfile))
            let folder = try contextFolder(
                ContextLayout(ignored: ignored, folders: compiled.folders), in: temporary)
            var request = BuildRequest(dockerfile: dockerfile, context: folder, target: plan.targetStage)
            request.name = name
            request.arguments = buildArguments
            request.usesCache = !command.noCache
            request.settings = settings
            return try await engine.build(request, output: output)
        }
        // With --run standard output is the program's.
        if !context.writesJSON {
            (command.run ? context.standardError : context.standardOutput).write("\(name) \(image)\n")
        }
        if command.run { try await start(image, engine: engine) }
        if context.writesJSON {
            let report = BuildReport(variant: command.variant, name: name, id: image)
            context.standardOutput.write(JSONText.line(report) + "\n")
        }
    }

    private func plan(_ policy: Policy?) throws(DiagnosticList) -> BuildPlan {
        let configuration = try BlubberConfiguration.parse(source.bytes, file: source.name)
        if context.writesJSON {
            for warning in configuration.warnings.sorted { context.warn(warning.description) }
        } else {
            source.show(configuration.warnings, context: context)
        }
        let plan = try configuration.plan(for: command.variant)
        if let policy { try configuration.violations(of: policy, in: command.variant).throwIfErrors() }
        return plan
    }

    /// What the ignore file beside the Blubber file, or else the one in the context, leaves out.
    private func ignoredPaths() throws -> PathPatterns {
        let candidates = IgnoreFile.candidates(blubberFile: source.name)
        let inContext = command.folder == "." ? candidates.inContext : "\(command.folder)/\(candidates.inContext)"
        for file in [candidates.besideBlubberFile, inContext]
        where FileManager.default.fileExists(atPath: context.absolute(file)) {
            let ignoreFile = try SourceFile.read(file, context: context)
            return try ignoreFile.reading(context) { () throws(DiagnosticList) in
                try IgnoreFile.parse(ignoreFile.bytes, file: file)
            }
        }
        return PathPatterns()
    }

    /// The folder itself, or a copy of what of it belongs to the context.
    private func contextFolder(_ layout: ContextLayout, in temporary: String) throws(WorkspaceFailure) -> String {
        let folder = context.absolute(command.folder)
        if layout.isPlain { return folder }
        // Further names for a person's files would show in `git status`.
        try PreparedContext(of: folder, layout: layout, sharesFiles: false).write(to: "\(temporary)/context")
        return "\(temporary)/context"
    }

    /// The name that a run gives to the variant's image too: the next build of either kind takes it over.
    private func localName() async throws -> ImageReference {
        let project = await LocalName.project(of: context.absolute(command.folder))
        return try ImageReference("localhost/pipeline-runner/\(project)").tagged(command.variant)
    }

    /// Builds, and removes what the build has taken the place of, also when it fails. What has a name that the person gave
    /// stays.
    private func keepingCache(
        of name: ImageReference?, engine: any ImageEngine, build: (_ temporary: String) async throws -> ImageID
    ) async throws -> ImageID {
        let state = command.stateOptions.folder(context)
        do {
            let image = try await withTemporaryFolder(build)
            if let name {
                let built = [BuiltImage(name: name, id: image)]
                await context.removeLeftovers(of: engine, by: built, record: state)
            }
            return image
        } catch {
            if name != nil { await Task { await context.removeLeftovers(of: engine, record: state) }.value }
            throw error
        }
    }

    /// Runs the image with its output on ours.
    private func start(_ image: ImageID, engine: any ImageEngine) async throws {
        var request = ContainerRequest(image: image, name: .unique(run: RunID(startingAt: context.now).description))
        request.arguments = command.arguments
        request.settings = containerSettings
        request.limits = configuration.limits
        let code = try await engine.run(request) { [context, variant = command.variant] line in
            let channel = line.stream == .standardOutput ? context.standardOutput : context.standardError
            context.show(line, of: variant, on: channel)
        }
        try await engine.remove(container: request.name)
        guard code == 0 else {
            throw CommandExit(.pipelineFailed, "error: the image's program exited with code \(code)")
        }
    }

    private func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let parent = context.environment["TMPDIR"] ?? "/tmp"
        guard let folder = LockedFolder.make(in: parent) else {
            throw CommandExit(
                .unfitEnvironment, "error: cannot make a folder in \(parent): \(String(cString: strerror(errno)))")
        }
        defer { folder.remove() }
        return try await body(folder.path)
    }
}

extension CommandContext {
    /// Shows a line of the build or the program, to programs as an event.
    fileprivate func show(_ line: OutputLine, of variant: String, on channel: OutputChannel) {
        if writesJSON {
            events.show(.output(StageID(pipeline: "build", stage: variant), line))
        } else {
            channel.write("\(line.text)\n")
        }
    }
}
