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
                        hint: "\(error)".contains(" leads out of the tree")
                            ? "docker-pkg copies what such links lead to; here a build sees nothing from outside the tree"
                            : nil))
            }
            Self.checkEncoding(image.definition, tree, &found)
            Self.checkTest(image.definition, &found)
        }
        Self.checkVerification(tree.configuration, &found)
        let special = "\\^$.|?*+()[]{}"
        if tree.configuration.updateID.contains(where: { special.contains($0) }) {
            found.append(
                Diagnostic(
                    code: "import.update-id", "`update_id` is a regular expression for docker-pkg and plain text here",
                    at: nil))
        }
        differences = found
    }

    /// docker-pkg reads UTF-8 only; here old histories are kept as they are.
    private static func checkEncoding(_ image: ImageDefinition, _ tree: ProductionTree, _ found: inout DiagnosticList) {
        guard let place = tree.misencoding(of: image, "changelog") else { return }
        found.append(
            Diagnostic(
                .warning, code: "import.encoding", "the changelog is not UTF-8: docker-pkg refuses it", at: place))
    }

    /// Under buildah, scripts get a stand-in for docker that knows `docker run` in the foreground.
    private static func checkTest(_ image: ImageDefinition, _ found: inout DiagnosticList) {
        let name = "\(image.path)/test.sh"
        guard TreeFile.exists("\(image.folder)/test.sh"),
            let text = try? TreeFile.text("\(image.folder)/test.sh", name: name)
        else { return }
        for call in DockerCalls(text).refused {
            found.append(Self.test(call.message, at: SourceLocation(file: name, line: call.line, column: 1)))
        }
    }

    private static func checkVerification(_ configuration: TreeConfiguration, _ found: inout DiagnosticList) {
        let arguments = configuration.verifyArguments
        let calls =
            DockerCalls(words: [configuration.verifyCommand] + arguments).refused
            + arguments.filter { $0.contains(" ") }.flatMap { DockerCalls($0).refused }
        for call in calls { found.append(Self.test("verify_command, verify_args: \(call.message)", at: nil)) }
    }

    private static func test(_ message: String, at place: SourceLocation?) -> Diagnostic {
        Diagnostic(
            .warning, code: "import.test", message, at: place, hint: "build this tree with --engine docker")
    }
}
