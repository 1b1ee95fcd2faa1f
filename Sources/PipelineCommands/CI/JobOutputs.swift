/// What later jobs read about a run: names and values, for each system in its own file format.
struct JobOutputs {
    private let report: RunReport
    private var image: ImageRecord? { report.images.first }

    init(_ report: RunReport) {
        self.report = report
    }

    /// For `GITHUB_OUTPUT`. A delimiter that nobody can know keeps a value from going on as another output.
    var github: String {
        var values: [(name: String, value: String)] = [
            ("state", report.state), ("run", report.run ?? ""), ("commit", report.commit ?? ""),
            ("project", report.project ?? ""), ("log", report.log ?? ""), ("images", JSONText.line(report.images)),
        ]
        if let image {
            values += [
                ("name", image.name), ("tag", image.tags.first ?? ""), ("tags", image.tags.joined(separator: "\n")),
                ("reference", image.reference), ("digest", image.digest),
            ]
        }
        return values.map { entry in
            let delimiter = "end-" + String(UInt64.random(in: 0...(.max)), radix: 36)
            return "\(entry.name)<<\(delimiter)\n\(entry.value)\n\(delimiter)\n"
        }.joined()
    }

    /// For a dotenv report of GitLab, which takes neither blanks nor quotes in values, and 5 KiB in all.
    var dotenv: String {
        var values: [(name: String, value: String)] = [
            ("RUN_STATE", report.state), ("RUN_ID", report.run ?? ""), ("RUN_COMMIT", report.commit ?? ""),
        ]
        if let image {
            values += [
                ("IMAGE_NAME", image.name), ("IMAGE_TAG", image.tags.first ?? ""), ("IMAGE_DIGEST", image.digest),
                ("IMAGE_REFERENCE", image.reference), ("IMAGE_TAGS", image.tags.joined(separator: ",")),
                ("IMAGE_REFERENCES", report.images.map(\.reference).joined(separator: ",")),
            ]
        }
        var text = ""
        for (name, value) in values where value.allSatisfy({ !$0.isWhitespace && !"\"'".contains($0) }) {
            let line = "\(name)=\(value)\n"
            if text.utf8.count + line.utf8.count <= Self.dotenvLimit { text += line }
        }
        return text
    }

    /// GitLab refuses a whole report that is larger.
    private static let dotenvLimit = 5 << 10
}
