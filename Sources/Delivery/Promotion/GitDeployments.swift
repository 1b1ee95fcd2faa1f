public import CommandRunner
internal import FoundationEssentials
internal import GitWatcher
internal import Hashing
public import PipelineCore

/// A branch of a git repository that deployments are made from.
///
/// Of the repository a copy is kept, so that only what is new is fetched. All promotions of a step are commits on the newest
/// tip, pushed at once: the branch has all of them or none. Somebody else who pushes in between makes it start again.
public struct GitDeployments: DeploymentRepository {
    private let settings: DeploymentSettings
    private let folder: String
    private let runner: CommandRunner
    private let now: @Sendable () -> Int
    private let (file, key): (PlacePattern, PlacePattern)
    private static let attempts = 10

    /// - Parameters:
    ///   - folder: An absolute path below which copies are kept; it is made when it is needed.
    ///   - runner: Starts git to pack the copy.
    ///   - now: Seconds since 1970, for the commits.
    public init(
        _ settings: DeploymentSettings, keptIn folder: String, runner: CommandRunner, now: @escaping @Sendable () -> Int
    ) {
        self.settings = settings
        self.folder = folder
        self.runner = runner
        self.now = now
        (file, key) = (PlacePattern(file: settings.file), PlacePattern(key: settings.key))
    }

    private var branch: String { "refs/heads/\(settings.branch)" }

    /// Refuses environments that have no places of their own.
    public func check(_ promotion: Promotion) throws(DeploymentFailure) {
        guard !promotion.environments.isEmpty, !file.namesEnvironments, !key.namesEnvironments else { return }
        throw DeploymentFailure(
            .refused,
            "cannot promote \(promotion.chart) in \(promotion.environments.joined(separator: ", ")) alone: all "
                + "environments share one place",
            hint: "leave `environments` out, or put {environment} into `deployments.file` or `deployments.key` of the "
                + "run configuration")
    }

    /// Makes a commit for each promotion that changes something and pushes them; says what was changed.
    public func promote(_ promotions: [Promotion], output: @escaping OutputHandler) async throws {
        for promotion in promotions { try check(promotion) }
        try makeFolder()
        let copy = "\(folder)/\(Self.name(of: settings.url)).git"
        let lock = try await FolderLock.acquire("\(copy).lock")
        defer { withExtendedLifetime(lock) {} }
        do {
            try await promote(promotions, copy: copy) { output(OutputLine(.standardOutput, $0)) }
        } catch let failure as GitFailure {
            throw try DeploymentFailure(failure)
        }
    }

    private func promote(_ promotions: [Promotion], copy: String, tell: @Sendable (String) -> Void) async throws {
        let keyFile = "\(copy).key"
        try? FileManager.default.removeItem(atPath: keyFile)
        defer { try? FileManager.default.removeItem(atPath: keyFile) }
        let remote = try GitRemote(url: settings.url, credentials: credentials(keyFile: keyFile))
        let mirror = try await Mirror.open(at: copy)
        for attempt in 1...Self.attempts {
            try Task.checkCancellation()
            let (tip, top, edits) = try await commits(of: promotions, from: remote, in: mirror)
            guard top != tip else { return Self.tell(edits, pushed: nil, to: settings.branch, tell) }
            switch try await mirror.push(top, onto: tip, as: branch, to: remote) {
            case .accepted:
                Self.tell(edits, pushed: top, to: settings.branch, tell)
                if await mirror.isWorthCollecting() { try? await mirror.collectGarbage(with: runner) }
                return
            case .overtaken:
                tell("\(settings.branch) was moved in the meantime")
                // Others are at it at the same time: not all of them shall come back at once.
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...(100 * attempt))))
            case .rejected(let reason, let remarks):
                throw DeploymentFailure(
                    .refused, "\(remote.url) does not take a commit on \(settings.branch): \(reason)", details: remarks,
                    hint: "see what the server wants of those who push, or name another `deployments.branch`")
            }
        }
        throw DeploymentFailure(
            .unavailable,
            "others moved \(settings.branch) of \(remote.url) \(Self.attempts) times before it could be pushed to",
            hint: "run it again")
    }

    /// Makes a commit for each promotion that changes something, on the newest tip; the last one of them, or the tip.
    private func commits(
        of promotions: [Promotion], from remote: GitRemote, in mirror: Mirror
    ) async throws -> (tip: ObjectID, top: ObjectID, edits: [PromotionEdit]) {
        let branch = branch
        let heads = try await mirror.fetch(from: remote, now: now()) { reference, _ in reference.name == branch }
        guard let tip = heads[branch]?.commit else {
            throw DeploymentFailure(
                .refused, "\(remote.url) has no branch \(settings.branch)",
                hint: "see `deployments.branch` in the run configuration; its first commit is a person's")
        }
        var top = tip
        var edits: [PromotionEdit] = []
        for promotion in promotions {
            var edit = PromotionEdit(promotion, file: file, key: key, in: mirror, at: top)
            try await edit.perform()
            edits.append(edit)
            guard !edit.files.isEmpty else { continue }
            top = try await mirror.commit(
                edit.files, onto: top, message: promotion.message, author: Self.signature(settings.author, time: now()))
        }
        return (tip, top, edits)
    }

    private static func tell(
        _ edits: [PromotionEdit], pushed commit: ObjectID?, to branch: String, _ tell: (String) -> Void
    ) {
        for edit in edits {
            for change in edit.changes { tell("\(change.path): \(change.key) from \(change.old) to \(change.new)") }
            for path in edit.passedOver { tell("there is no such key in \(path), which is left alone") }
            if edit.changes.isEmpty {
                tell("nothing to change: \(edit.promotion.chart) is at \(edit.promotion.version) already")
            }
        }
        if let commit { tell("pushed \(commit.short) to \(branch)") }
    }

    private func credentials(keyFile: String) throws(DeploymentFailure) -> GitCredentials? {
        switch settings.credential {
        case nil: return nil
        case .password(let username, let password): return .password(username: username, password: password)
        case .key(let username, let text):
            let content = Data((text.hasSuffix("\n") ? text : text + "\n").utf8)
            guard
                FileManager.default.createFile(
                    atPath: keyFile, contents: content, attributes: [.posixPermissions: 0o600])
            else { throw DeploymentFailure(.unavailable, "cannot write \(keyFile)", hint: "free some space there") }
            return .key(username: username, file: keyFile, passphrase: nil, knownHosts: nil)
        }
    }

    private func makeFolder() throws(DeploymentFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DeploymentFailure(.unavailable, "cannot make \(folder): \(error)")
        }
    }

    /// `NAME <ADDRESS>`, or an address alone, which is its own name.
    private static func signature(_ author: String, time: Int) -> CommitDescription.Signature {
        guard author.hasSuffix(">"), let open = author.lastIndex(of: "<") else {
            return CommitDescription.Signature(name: author, email: author, time: time)
        }
        let address = String(author[author.index(after: open)...].dropLast())
        var name = author[..<open]
        while name.last == " " { name.removeLast() }
        return CommitDescription.Signature(name: name.isEmpty ? address : String(name), email: address, time: time)
    }

    /// What the copy of a repository is called: readable, and not twice the same.
    private static func name(of url: String) -> String {
        "\(ImageNaming.pathComponent(url).prefix(60))-\(SHA256.hex(of: Array(url.utf8)).prefix(16))"
    }
}
