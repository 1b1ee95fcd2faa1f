internal import FoundationEssentials

/// The processes of this machine.
public enum ProcessTable {
    /// The command lines that contain `text`, arguments separated by spaces; zombies have none.
    public static func commandLines(containing text: String) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { $0.allSatisfy(\.isNumber) }.compactMap { process in
            guard let bytes = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline")) else { return nil }
            let line = String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
            return line.contains(text) ? line : nil
        }
    }
}
