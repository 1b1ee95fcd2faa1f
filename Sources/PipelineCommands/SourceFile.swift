internal import Diagnostics
internal import FoundationEssentials
internal import Glibc

/// A configuration file that a command was given, with the text its findings point into.
struct SourceFile {
    /// The name as the person gave it.
    let name: String
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Reads a file, or standard input for `-`.
    static func read(_ path: String, context: CommandContext) throws(CommandExit) -> SourceFile {
        if path == "-" { return SourceFile(name: "<stdin>", bytes: readStandardInput()) }
        var info = stat()
        guard stat(context.absolute(path), &info) == 0 else {
            throw CommandExit(.badInput, "error: cannot read \(path): \(String(cString: strerror(errno)))")
        }
        guard info.st_mode & S_IFMT != S_IFDIR else {
            throw CommandExit(.badInput, "error: cannot read \(path): it is a folder")
        }
        guard let data = try? Data(contentsOf: URL(filePath: context.absolute(path))) else {
            throw CommandExit(.badInput, "error: cannot read \(path): \(String(cString: strerror(errno)))")
        }
        return SourceFile(name: path, bytes: [UInt8](data))
    }

    /// Prints findings with their source lines on standard error.
    func show(_ findings: DiagnosticList, context: CommandContext) {
        let renderer = DiagnosticRenderer(
            sources: [name: text], usesColor: context.standardError.usesColor)
        context.standardError.write(renderer.render(findings))
    }

    /// Calls `body`, which reads this file, and shows what it finds wrong.
    ///
    /// - Throws: `CommandExit` for wrong input after findings.
    func reading<Value>(_ context: CommandContext, _ body: () throws(DiagnosticList) -> Value) throws(CommandExit)
        -> Value
    {
        do throws(DiagnosticList) {
            return try body()
        } catch {
            if context.writesJSON {
                let text = DiagnosticRenderer(sources: [name: text]).render(error).dropLast()
                throw CommandExit(.badInput, String(text), findings: error.records)
            }
            show(error, context: context)
            throw CommandExit(.badInput, nil, findings: error.records)
        }
    }

    private static func readStandardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count), count > 0 {
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }
}
