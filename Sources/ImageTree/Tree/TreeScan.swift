internal import Diagnostics
internal import OCI
internal import Templates

/// Finds the image definitions below a folder and reads them.
struct TreeScan {
    let configuration: TreeConfiguration
    let suffix: TreeSuffix
    private(set) var findings = DiagnosticList()
    private(set) var images: [ImageDefinition] = []
    /// The texts that findings point into, by the names that they carry.
    private(set) var sources: [String: String] = [:]

    init(configuration: TreeConfiguration, suffix: TreeSuffix) {
        self.configuration = configuration
        self.suffix = suffix
    }

    /// Reads everything below `folder`, an absolute path; `path` is how the person calls it.
    mutating func read(_ folder: String, path: String) {
        guard let entries = TreeFile.entries(of: folder) else {
            findings.append(
                Diagnostic(
                    code: "tree.unreadable", "the folder cannot be read",
                    at: SourceLocation(file: path, line: 1, column: 1)))
            return
        }
        let names = Set(entries.filter { !$0.isFolder }.map(\.name))
        let (hasTemplate, hasChangelog) = (names.contains("Dockerfile.template"), names.contains("changelog"))
        if hasTemplate, hasChangelog {
            load(folder, path: path, hasControl: names.contains("control"))
        } else if hasTemplate || hasChangelog {
            let missing = hasTemplate ? "changelog" : "Dockerfile.template"
            findings.append(
                Diagnostic(
                    .warning, code: "tree.incomplete", "\(path) is ignored: it has no \(missing)", at: nil))
        }
        for entry in entries where entry.isFolder { read("\(folder)/\(entry.name)", path: "\(path)/\(entry.name)") }
    }

    private mutating func load(_ folder: String, path: String, hasControl: Bool) {
        var found = DiagnosticList()
        let changelogName = "\(path)/changelog"
        let changelog = reading(folder, "changelog", path, &found) { text, file throws(DiagnosticList) in
            try Changelog(text, file: file)
        }
        let control =
            hasControl
            ? reading(folder, "control", path, &found) { text, file throws(DiagnosticList) in
                try ControlFile(text, file: file)
            } : nil
        let template = reading(folder, "Dockerfile.template", path, &found) { text, file throws(DiagnosticList) in
            do throws(Diagnostic) { return try Template(text, file: file) } catch { throw DiagnosticList([error]) }
        }
        if let changelog { found.append(contentsOf: changelog.warnings) }
        if let changelog, let template, !found.hasErrors {
            let place = changelog.versionLocation(file: changelogName)
            do throws(InvalidReference) {
                let name = try ImageReference(configuration.fullName(changelog.heading.package))
                images.append(
                    ImageDefinition(
                        name: changelog.heading.package, version: changelog.version,
                        label: try name.tagged(changelog.version.text + suffix.text), folder: folder, path: path,
                        declared: control?.dependencies ?? [], versionLocation: place, template: template))
            } catch {
                found.append(
                    Diagnostic(
                        code: "tree.name", error.description,
                        at: SourceLocation(file: changelogName, line: place.line, column: 1)))
            }
        }
        findings.append(contentsOf: found)
    }

    /// Reads one file and keeps its text for findings.
    private mutating func reading<Value>(
        _ folder: String, _ file: String, _ path: String, _ found: inout DiagnosticList,
        _ parse: (String, String) throws(DiagnosticList) -> Value
    ) -> Value? {
        let name = "\(path)/\(file)"
        do throws(Diagnostic) {
            let text = try TreeFile.text("\(folder)/\(file)", name: name)
            sources[name] = text
            do throws(DiagnosticList) {
                return try parse(text, name)
            } catch {
                found.append(contentsOf: error)
            }
        } catch {
            found.append(error)
        }
        return nil
    }

    /// Reports images that have the same name; the first one stays.
    mutating func removeDuplicates() {
        images.sort { ($0.name, $0.path) < ($1.name, $1.path) }
        var first: [String: ImageDefinition] = [:]
        images = images.filter { image in
            guard let known = first[image.name] else {
                first[image.name] = image
                return true
            }
            findings.append(
                Diagnostic(
                    code: "tree.repeated-name", "there are two images `\(image.name)`",
                    at: SourceLocation(file: "\(image.path)/changelog", line: image.versionLocation.line, column: 1),
                    length: image.name.unicodeScalars.count, notes: ["the other one is in \(known.path)"]))
            return false
        }
    }
}
