internal import Diagnostics
package import PositionedYAML

extension YAMLDecoder {
    /// The address of a repository.
    package func repositoryURL(_ node: YAMLNode, field: String = "`url`", in folder: String) -> RepositoryURL? {
        guard let text = string(node, field: field) else { return nil }
        do throws(InvalidValue) {
            return try RepositoryURL(text, folder: folder)
        } catch {
            let isRefused = error.reason.hasPrefix("names the helper") || error.reason == "holds a password"
            let shown = error.reason == "holds a password" ? "" : " `\(text)`"
            report(
                isRefused ? "refused-url" : "invalid-value", "the address\(shown) \(error.reason)", at: node,
                hint: error.hint)
            return nil
        }
    }

    /// Where images go: `docker://HOST[:PORT]/PREFIX`, or `oci:FOLDER` with an absolute path.
    package func registry(_ node: YAMLNode, in folder: String) -> String? {
        guard let text = string(node, field: "`registry`") else { return nil }
        if text.hasPrefix("docker://"), text.count > "docker://".count { return text }
        if text.hasPrefix("oci:"), text.count > "oci:".count {
            return "oci:" + AbsolutePath.resolve(String(text.dropFirst("oci:".count)), in: folder)
        }
        report(
            "invalid-value", "`\(text)` is no registry", at: node,
            hint: "write `docker://HOST[:PORT]/PREFIX` or `oci:FOLDER`")
        return nil
    }
}
