internal import BlubberConfig
internal import CommandRunner
internal import FoundationEssentials
internal import Glibc
public import PipelineCore

/// Files that come out of containers lie beside the checkout, in a layer for each stage: what a build sees of them does not
/// depend on which other stage happens to run at the same time.
extension CheckoutWorkspace {
    /// Makes a folder that nothing else uses.
    public func arrivalFolder() throws(WorkspaceFailure) -> String {
        let folder = "\(root)/arrival-\(UUID().uuidString)"
        guard mkdir(folder, 0o700) == 0 else { throw WorkspaceFailure(path: folder, errno: errno) }
        return folder
    }

    /// Moves what arrived into the stage's layer.
    public func place(
        _ arrival: Arrival, in stage: StageID, over layers: [StageID]
    ) throws(WorkspaceFailure) -> PlacedFiles {
        let layer = LayerFolder(path: layerFolder(stage))
        try LayerFolder.makeAccessible(arrival.folder)
        var destination = arrival.destination
        var moves: [(from: String, to: String)] = []
        switch arrival.selection {
        case .named(let name):
            if destination.isEmpty || arrival.isIntoFolder || isFolder(destination, in: layers) {
                destination += destination.isEmpty ? name : "/\(name)"
            }
            moves = [("\(arrival.folder)/\(name)", destination)]
        case .contents:
            moves = [("\(arrival.folder)/contents", destination)]
        case .matching(let pattern):
            moves = LayerFolder.paths(in: "\(arrival.folder)/contents", matching: pattern).map {
                ("\(arrival.folder)/contents/\($0)", destination.isEmpty ? $0 : "\(destination)/\($0)")
            }
            guard !moves.isEmpty else {
                throw WorkspaceFailure(
                    path: pattern.folder.isEmpty ? "/" : pattern.folder, reason: "nothing in the container matches")
            }
        }
        var files: [String] = []
        for move in moves { files += try layer.take(move.from, as: move.to) }
        try? FileManager.default.removeItem(atPath: arrival.folder)
        return PlacedFiles(path: destination, files: files)
    }

    /// Keeps it in the run's folder, below the pipeline's name.
    public func keep(_ path: String, of stage: StageID) async throws -> String {
        let source = "\(layerFolder(stage))/\(path)"
        let name = path.isEmpty ? stage.stage : path
        let target = "\(state.runFolder(runID.description))/artifacts/\(Self.fileName(stage.pipeline))/\(name)"
        try state.makeFolder(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
        switch LayerFolder.kind(of: source) {
        case S_IFDIR:
            try await pack(source, into: "\(target).tar.gz")
            return "\(target).tar.gz"
        case S_IFREG:
            try? FileManager.default.removeItem(atPath: target)
            do {
                try FileManager.default.copyItem(atPath: source, toPath: target)
            } catch {
                throw WorkspaceFailure(path: target, fileError: error)
            }
            return target
        case S_IFLNK: throw WorkspaceFailure(path: path, reason: "a symbolic link cannot be kept as an artifact")
        default: throw WorkspaceFailure(path: path, reason: "there is no such file")
        }
    }

    /// The checkout's folder with the layers over it; `nil` where no layer has anything there.
    func mergedFolder(_ path: String, layers: [StageID]) throws(WorkspaceFailure) -> String? {
        let present = layers.map { "\(layerFolder($0))/\(path)" }.filter { LayerFolder.kind(of: $0) == S_IFDIR }
        guard !present.isEmpty else { return nil }
        let target = "\(root)/context-\(UUID().uuidString)"
        if let source = try? folder(path) {
            try PreparedContext(of: source, layout: ContextLayout(), sharesFiles: true).write(to: target)
        } else if mkdir(target, 0o755) != 0 {
            throw WorkspaceFailure(path: target, errno: errno)
        }
        for folder in present { try LayerFolder.overlay(try Folder.open(folder), on: try Folder.open(target)) }
        return target
    }

    private func layerFolder(_ stage: StageID) -> String {
        "\(root)/layers/\(Self.fileName(stage.pipeline))/\(Self.fileName(stage.stage))"
    }

    private func isFolder(_ path: String, in layers: [StageID]) -> Bool {
        (["\(checkout)/\(path)"] + layers.map { "\(layerFolder($0))/\(path)" }).contains {
            LayerFolder.kind(of: $0) == S_IFDIR
        }
    }

    /// Equal folders give equal archives, whoever packs them and when.
    private func pack(_ folder: String, into archive: String) async throws {
        let runner = CommandRunner(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "GZIP": "-n", "LC_ALL": "C"])
        let flags = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner"]
        let packed = try await runner.capture(
            Command("tar", ["--create", "--gzip", "--file", archive] + flags + ["--directory", folder, "."]))
        guard packed.status.isSuccess else {
            let reason = packed.standardError.split(separator: "\n").last.map(String.init) ?? "tar failed"
            throw WorkspaceFailure(path: archive, reason: reason, isDiskFull: reason.contains("No space left"))
        }
    }
}
