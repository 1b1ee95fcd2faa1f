internal import CommandRunner
internal import PipelineCore

/// A real image registry on a free loopback port, over plain HTTP.
public struct TestRegistry: Sendable {
    /// `127.0.0.1:PORT`.
    public let host: String
    /// Who may do everything at a registry with `TestRegistryAccess.account`.
    public static let account = (name: "builder", password: "not a secret")
}

/// Whom a test registry lets in.
public enum TestRegistryAccess: Sendable {
    /// Everyone.
    case open
    /// No one: every request is answered with 401.
    case closed
    /// The account `TestRegistry.account`.
    case account
}

/// Starts a registry with an empty storage, hands it to `body`, and stops it and removes its storage.
public func withRegistry<Result: Sendable>(
    _ access: TestRegistryAccess = .open, _ body: @escaping @Sendable (TestRegistry) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        try write(configuration(access, folder: folder), to: "\(folder)/config.yml")
        try write(access == .account ? users : "", to: "\(folder)/users")
        let (lines, log) = AsyncStream<String>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { log.finish() }
                let serve = Command("docker-registry", ["serve", "\(folder)/config.yml"])
                _ = try await TestEnvironment.runner.stream(serve) { log.yield($1) }
            }
            defer { group.cancelAll() }
            for await line in lines {
                guard let start = line.firstRange(of: "listening on ") else { continue }
                let address = line[start.upperBound...].prefix { $0.isNumber || $0 == "." || $0 == ":" }
                return try await body(TestRegistry(host: String(address)))
            }
            throw MissingRequirement("docker-registry", package: "docker-registry")
        }
    }
}

/// The account with its password as bcrypt has it.
private let users = #"builder:$2y$04$Wb8oQpkCwYu.M6C8GUBkUel/g3ORjVM6D2buuHAWuDC5YYjXPFGuW"#

private func configuration(_ access: TestRegistryAccess, folder: String) -> String {
    let open = """
        version: 0.1
        log: {level: info, accesslog: {disabled: true}}
        storage: {filesystem: {rootdirectory: \(folder)/storage}}
        http: {addr: "127.0.0.1:0"}

        """
    switch access {
    case .open: return open
    case .closed, .account: return open + "auth: {htpasswd: {realm: tests, path: \(folder)/users}}\n"
    }
}
