internal import CommandRunner
internal import FoundationEssentials

/// Makes an empty folder, hands its absolute path to `body` and removes the folder with all it holds.
public func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = "/tmp/" + TestEnvironment.uniqueName("pipeline-runner-test")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Writes `text` to a file and makes the folders above it that are missing.
public func write(_ text: String, to path: String) throws {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
}

/// Writes an executable file and makes the folders above it that are missing.
///
/// A process of its own writes it: a child that another test starts meanwhile would hold the file open for writing until it
/// is another program, and executing the file would fail with “Text file busy”.
public func writeProgram(_ text: String, to path: String) async throws {
    let script = #"mkdir -p "${2%/*}" && printf %s "$1" > "$2" && chmod 755 "$2""#
    _ = try await TestEnvironment.runner.capture(Command("sh", ["-c", script, "sh", text, path]))
}

/// The text of a file.
public func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}
