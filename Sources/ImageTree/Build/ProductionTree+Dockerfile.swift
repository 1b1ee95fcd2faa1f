internal import Diagnostics

extension ProductionTree {
    /// The Dockerfile that an image is built from.
    ///
    /// - Throws: `TreeFailure.definition`, if its template does not render or the configuration forbids what comes of it.
    func dockerfile(of image: Image) throws(TreeFailure) -> String {
        switch image.dockerfile {
        case .failure(let findings):
            throw .definition(DiagnosticRenderer(sources: sources).render(findings))
        case .success(let text):
            let user = DockerfileUser(text)
            guard !configuration.requiresNumericUser || user.isNumeric else {
                throw .definition(
                    "the last USER of its Dockerfile is no number: `\(user.line ?? "")`\n"
                        + "  help: write {{ \"NAME\" | uid }}, or see `force_numeric_user` in the configuration")
            }
            return text
        }
    }

    /// What is known, before anything is built, to keep an image from being built; `nil` if nothing is.
    public func problem(of image: Image) -> String? {
        do throws(TreeFailure) { _ = try dockerfile(of: image) } catch { return error.description }
        return nil
    }

    /// A digest of all that an image is made from but its parents; `nil` if that cannot be read.
    func source(of image: Image) -> String? {
        guard case .success(let text) = image.dockerfile else { return nil }
        return try? BuildContext(of: image.definition.folder, root: root).digest(
            image.definition.folder, dockerfile: text)
    }
}
