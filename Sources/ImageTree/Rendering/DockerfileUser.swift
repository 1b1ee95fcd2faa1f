/// Who a Dockerfile's image runs as.
struct DockerfileUser {
    /// The last `USER` that stands in the first column, with all that follows it.
    let line: Substring?

    init(_ text: String) {
        line = text.split(separator: "\n").last { $0.hasPrefix("USER ") }
    }

    /// Whether it is a number, with or without a group's; true where there is none.
    var isNumeric: Bool {
        guard let line else { return true }
        let value = line.dropFirst(5).drop(while: \.isWhitespace)
        let parts = value.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }
    }
}
