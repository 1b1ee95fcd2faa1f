public import Diagnostics

/// What a tree that was made for docker-pkg would do differently here.
public struct ImportCheck: Sendable {
    /// The differences that a person has to know of; none for the trees that docker-pkg builds without trouble.
    public let differences: DiagnosticList

    /// Examines a tree that could be read.
    public init(_ tree: ProductionTree) {
        var found = DiagnosticList()
        for image in tree.ordered {
            if case .failure(let findings) = image.dockerfile { found.append(contentsOf: findings) }
            do throws(TreeFailure) {
                try BuildContext(of: image.definition.folder, root: tree.root).check(image.definition.folder)
            } catch {
                found.append(
                    Diagnostic(
                        code: "import.context", "\(error)", at: nil,
                        hint:
                            "docker-pkg copies what such links lead to; here a build sees nothing from outside the tree"
                    ))
            }
            Self.checkTest(image.definition, &found)
        }
        let special = "\\^$.|?*+()[]{}"
        if tree.configuration.updateID.contains(where: { special.contains($0) }) {
            found.append(
                Diagnostic(
                    code: "import.update-id", "`update_id` is a regular expression for docker-pkg and plain text here",
                    at: nil))
        }
        differences = found
    }

    /// Under buildah, scripts get a stand-in for docker that knows `docker run` only.
    private static func checkTest(_ image: ImageDefinition, _ found: inout DiagnosticList) {
        let name = "\(image.path)/test.sh"
        guard TreeFile.exists("\(image.folder)/test.sh"),
            let text = try? TreeFile.text("\(image.folder)/test.sh", name: name)
        else { return }
        for (index, line) in PlainText.lines(text).enumerated() where !line[...].trimmed.hasPrefix("#") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "(" || $0 == "`" || $0 == "\"" })
            for (word, next) in zip(words, words.dropFirst()) where word == "docker" || word.hasSuffix("/docker") {
                guard next != "run" else { continue }
                found.append(
                    Diagnostic(
                        .warning, code: "import.test", "`docker \(next)` is not available where buildah builds",
                        at: SourceLocation(file: name, line: index + 1, column: 1),
                        hint: "build this tree with --engine docker"))
            }
        }
    }
}
