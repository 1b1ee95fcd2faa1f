internal import Diagnostics

extension ProductionTree {
    /// Finds templates that are not UTF-8: Jinja2 refuses them, and here other letters would get into the images.
    ///
    /// - Throws: `Unusable`, if there are any.
    public func checkEncoding() throws(Unusable) {
        let findings = ordered.compactMap { image in
            misencoding(of: image.definition, "Dockerfile.template").map { place in
                Diagnostic(
                    code: "tree.unreadable", "the template is not UTF-8", at: place,
                    hint: "convert it: iconv -f latin1 -t utf-8")
            }
        }
        guard findings.isEmpty else { throw Unusable(findings: DiagnosticList(findings), sources: sources) }
    }

    /// Where the first byte is that is not UTF-8.
    func misencoding(of image: ImageDefinition, _ file: String) -> SourceLocation? {
        let name = "\(image.path)/\(file)"
        // What was replaced on reading can also stand there itself.
        guard let text = sources[name], text.utf8.contains(0xEF), text.unicodeScalars.contains("\u{FFFD}"),
            let bytes = try? FileContent(at: "\(image.folder)/\(file)").bytes
        else { return nil }
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard String(validating: line, as: UTF8.self) == nil else { continue }
            let column = String(decoding: line, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }.count + 1
            return SourceLocation(file: name, line: index + 1, column: column)
        }
        return nil
    }
}
