internal import CommandRunner
internal import OCI

/// sha256 digests, computed by coreutils.
struct Checksum {
    let runner: CommandRunner

    func digest(ofFile path: String) async throws -> Digest {
        try await digest(Command("sha256sum", ["--", path]), subject: path)
    }

    func digest(ofText text: String) async throws -> Digest {
        var command = Command("sha256sum")
        command.input = text
        return try await digest(command, subject: "a text")
    }

    private func digest(_ command: Command, subject: String) async throws -> Digest {
        let captured: CapturedOutput
        do {
            captured = try await runner.capture(command)
        } catch let failure as CommandFailure where failure.code == .notFound {
            throw BaseFailure.missingTool(command.executable, package: "coreutils")
        }
        // sha256sum puts a backslash before the digest of a file whose name it had to escape.
        let hex = captured.standardOutput.drop { $0 == "\\" }.prefix { $0 != " " }
        guard captured.status.isSuccess, let digest = Digest("sha256:\(hex)") else {
            throw BaseFailure(
                .other, operation: "compute the digest of", subject: subject,
                details: captured.standardError.split(separator: "\n").map(String.init))
        }
        return digest
    }
}
