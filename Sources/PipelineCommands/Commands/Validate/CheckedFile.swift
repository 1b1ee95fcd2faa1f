internal import Diagnostics

/// What checking one file came to.
struct CheckedFile {
    /// What a file turned out to describe.
    enum Contents {
        case variants([String])
        case pipelines([String])
        case repositories([String])
        case base(String)
        /// The IDs of its credentials.
        case runner([String])
        /// The references of the images that it stands on.
        case tree([String])

        var kind: String {
            switch self {
            case .variants: "blubber"
            case .pipelines: "pipeline"
            case .repositories: "watch"
            case .base: "base"
            case .runner: "runner"
            case .tree: "tree"
            }
        }

        var names: [String] {
            switch self {
            case .variants(let names), .pipelines(let names), .repositories(let names), .runner(let names),
                .tree(let names):
                names
            case .base(let name): [name]
            }
        }

        /// The end of the line that says that a file is valid.
        var summary: String {
            let list = names.joined(separator: ", ")
            return switch self {
            case .variants: names.isEmpty ? "no variants" : "variants: \(list)"
            case .pipelines: "pipelines: \(list)"
            case .repositories: "repositories: \(list)"
            case .base: "base image \(list)"
            case .runner: names.isEmpty ? "run configuration" : "run configuration, credentials: \(list)"
            case .tree: names.isEmpty ? "image tree" : "image tree on \(list)"
            }
        }
    }

    /// The name as the person gave it.
    let name: String
    /// The file's text; `nil` where it could not be read.
    var text: String?
    /// What it describes; `nil` where it cannot be used.
    var contents: Contents?
    var findings = DiagnosticList()

    var isValid: Bool { !findings.hasErrors }
    var records: [DiagnosticRecord] { findings.sorted.map { DiagnosticRecord($0, file: name) } }
}

/// The JSON object of `validate --format json`.
struct ValidationReport: Encodable {
    struct FileRecord: Encodable {
        let file: String
        let valid: Bool
        /// What the file describes: `blubber`, `pipeline`, `watch`, `base`, `runner` or `tree`; absent where it cannot be used.
        let kind: String?
        /// The names of its variants, pipelines, repositories, base images or credentials.
        let names: [String]
    }

    let valid: Bool
    let files: [FileRecord]
    let findings: [DiagnosticRecord]

    init(_ files: [CheckedFile]) {
        valid = files.allSatisfy(\.isValid)
        self.files = files.map {
            FileRecord(file: $0.name, valid: $0.isValid, kind: $0.contents?.kind, names: $0.contents?.names ?? [])
        }
        findings = files.flatMap(\.records)
    }
}
