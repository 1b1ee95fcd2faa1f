internal import CommandRunner
internal import Glibc
public import PipelineCore

extension BuildahEngine {
    /// Builds one target with `buildah build --layers`.
    ///
    /// The name is given afterwards: a buildah that is told one takes for its result whatever has that name in the end, and
    /// with two builds at the same time this may be the other's image.
    ///
    /// A `RUN --mount=type=bind,rw` on the context writes through to the folder on the host, and what it finds there is not
    /// part of the cache's key: the engine's dialect has no such mounts.
    public func build(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        for _ in 0..<Self.mostRaces {
            do {
                return try await buildOnce(request, output: output)
            } catch let failure as EngineFailure where failure.lostARace {
                output(OutputLine(.standardError, "another process removed an image meanwhile: building again"))
            }
        }
        return try await buildOnce(request, output: output)
    }

    /// buildah looks at all images for one to go on from, and gives up if one of them is removed at that moment.
    private static let mostRaces = 2

    private func buildOnce(_ request: BuildRequest, output: @escaping OutputHandler) async throws -> ImageID {
        let flags = try await isolation.flags(network: request.settings.network)
        return try await TemporaryFolder.with(in: workFolder) { folder in
            if FileSystem.readText(request.dockerfile)?.contains("type=cache") ?? false { try linkCaches(into: folder) }
            let traces = BuildTraces(engine: self, folder: folder)
            let idFile = TemporaryFolder.imageID(in: folder)
            var arguments = ["build", "--pull-never", "--force-rm"] + flags
            arguments += request.usesCache ? ["--layers"] : ["--no-cache"]
            // The caller has left out of the context what shall not be in it.
            if !request.isRemote, !request.honorsIgnoreFile { arguments += ["--ignorefile", "/dev/null"] }
            var unnamed = request
            unnamed.name = nil
            arguments += unnamed.commonFlags(idFile: idFile) + (try traces.flags())
            if let name = request.name { arguments += ["--annotation", "\(BuildCache.annotation)=\(name)"] }
            let log = BuildLog(BuildahLogReader(), output)
            var context = request.context
            if request.isRemote {
                context = try await FetchedContext(context).fetch(into: "\(folder)/context", with: tool.runner)
            }
            var use = BuildCache.Use()
            do {
                let status = try await tool.stream(
                    arguments + ["-f", request.dockerfile, context], environment: ["TMPDIR": folder],
                    onLine: log.add)
                guard status.isSuccess, let id = FileSystem.readText(idFile).flatMap({ ImageID($0) }) else {
                    throw log.failure(target: request.subject)
                }
                if let name = request.name { try await tag(id, as: name) }
                use.isWhole = true
                note(use, of: request, log)
                return id
            } catch {
                await traces.remove()
                note(use, of: request, log)
                throw error
            }
        }
    }

    private func note(_ use: BuildCache.Use, of request: BuildRequest, _ log: BuildLog<BuildahLogReader>) {
        guard let name = request.name, !log.reading({ $0.tookAll }) else { return }
        var use = use
        (use.taken, use.bases) = log.reading { ($0.taken, $0.bases) }
        cache.note(use, of: name)
    }

    /// Lets the folders of `RUN --mount=type=cache`, which buildah keeps among its temporary files, outlive the build.
    private func linkCaches(into folder: String) throws {
        // Until 1.28 all users had one; since then, each has one.
        for name in ["buildah-cache", "buildah-cache-\(geteuid())"] {
            let cache = "\(workFolder)/\(name)"
            guard mkdir(cache, 0o755) == 0 || errno == EEXIST, symlink(cache, "\(folder)/\(name)") == 0 else {
                let problem = FileSystem.lastError
                throw EngineFailure(.other, operation: "make caches in", subject: workFolder, details: [problem])
            }
        }
    }

    /// Removes working containers, with what runc still runs in them.
    public func removeTraces(ofBuildsIn folder: String) async {
        await BuildTraces(engine: self, allIn: folder).remove()
    }

    /// Removes working containers, too.
    public func removeAbandonedBuilds() async -> [ImageID] {
        var images: [ImageID] = []
        for parent in Set([workFolder, tool.runner.temporaryFolder]) {
            images += await TemporaryFolder.removeAbandoned(in: parent) { folder in
                let traces = BuildTraces(engine: self, folder: folder)
                if traces.areExpected { await traces.remove() }
            }
        }
        return images
    }
}

extension BuildahEngine {
    /// Limits are control groups, which come with runc.
    public func problemWithLimits(of dockerfile: String) async throws -> String? {
        try await isolation.isolation() == .chroot ? "buildah's isolation `chroot` cannot limit anything" : nil
    }
}

extension EngineFailure {
    fileprivate var lostARace: Bool {
        details.contains { line in
            line.contains(": layer not known") || BuildahEngine.lostImages.contains(where: line.contains)
        }
    }
}
