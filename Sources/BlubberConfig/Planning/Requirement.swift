/// An entry of `requirements` with its paths in normal form.
struct Requirement {
    let artifact: Artifact
    /// Ends in `/` for a folder that was written like one.
    let source: String
    /// Ends in `/` for a folder.
    let destination: String

    var from: Origin { artifact.from.value }

    init(_ artifact: Artifact) {
        self.artifact = artifact
        let written = artifact.source ?? ""
        let isFolder = Self.isFolder(written)
        source = Self.withSlash(Path.clean(written), isFolder)
        if let destination = artifact.destination {
            self.destination = Self.withSlash(Path.clean(destination), isFolder || Self.isFolder(destination))
        } else if !written.isEmpty && isFolder {
            destination = written
        } else {
            destination = Self.withSlash(Path.parent(written.isEmpty ? "." : source), true)
        }
    }

    /// Whether one `COPY` can do both.
    func shares(instructionWith other: Requirement) -> Bool {
        from == other.from && destination == other.destination
    }

    /// Where the file itself ends up, relative to the working directory.
    var effectiveDestination: String {
        if (!Path.endsInSlash(destination) && destination != ".") || Self.isFolder(artifact.source ?? "") {
            return destination
        }
        let name = Path.lastComponent(source)
        return destination == "./" ? name : destination + name
    }

    private static func isFolder(_ path: String) -> Bool { Path.endsInSlash(path) || Path.clean(path) == "." }

    private static func withSlash(_ path: String, _ isFolder: Bool) -> String {
        isFolder && !Path.endsInSlash(path) ? path + "/" : path
    }
}
