internal import BlubberConfig

/// A Dockerfile whose `RUN` steps find a bundle of certificate authorities, of which nothing stays in the image.
struct TrustingDockerfile {
    /// The text to build.
    let text: String

    /// Adds to `text` a mount for each `RUN` and, behind each `FROM`, arguments with the bundle's place.
    init(_ text: String) {
        var lines: [Substring] = []
        var open: Instruction?
        /// The words that end here-documents which have begun, in order.
        var documents: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let end = documents.first {
                lines.append(line)
                if line.drop(while: { $0 == "\t" }) == end { documents.removeFirst() }
                continue
            }
            let trimmed = line.trimmed
            if trimmed.isEmpty || trimmed.hasPrefix("#") {
                lines.append(line)
                continue
            }
            let instruction = open ?? Instruction(trimmed)
            lines.append(open == nil && instruction == .run ? Self.mounting(line) : line)
            if instruction == .run || instruction == .other { documents += HereDocument.ends(in: trimmed) }
            open = trimmed.hasSuffix("\\") ? instruction : nil
            if open == nil, instruction == .from { lines.append(Substring(Self.arguments)) }
        }
        self.text = lines.joined(separator: "\n")
    }

    private enum Instruction {
        case from, run, other

        init(_ line: Substring) {
            switch line.prefix(while: { !$0.isWhitespace }).uppercased() {
            case "FROM": self = .from
            case "RUN": self = .run
            default: self = .other
            }
        }
    }

    /// Values of arguments are in the environment of `RUN`, and in that of no image.
    private static let arguments =
        "ARG " + CABundle.environmentNames.map { "\($0)=\(CABundle.path)" }.joined(separator: " ")

    private static func mounting(_ line: Substring) -> Substring {
        let start = line.firstIndex { !$0.isWhitespace } ?? line.startIndex
        let end = line[start...].firstIndex(where: \.isWhitespace) ?? line.endIndex
        let mount = "--mount=type=secret,id=\(CABundle.secretID),target=\(CABundle.path),mode=0444"
        return Substring("\(line[..<end]) \(mount)\(line[end...])")
    }
}
