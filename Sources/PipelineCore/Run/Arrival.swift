internal import BlubberConfig

/// Files that came out of a container and wait for their place.
public struct Arrival: Sendable, Hashable {
    /// Which of the files in the arrival folder are meant.
    public enum Selection: Sendable, Hashable {
        /// The one called so: a file or a folder. It goes into the destination if that is a folder, and becomes it if not.
        case named(String)
        /// All that is in the folder called `contents`. It goes into the destination.
        case contents
        /// What is in the folder called `contents` at paths that match. It goes into the destination at the same paths.
        case matching(CopyPattern)
    }

    /// The absolute path of the arrival folder.
    public var folder: String
    /// Which files.
    public var selection: Selection
    /// Where they go, relative to the repository's root.
    public var destination: String
    /// Whether the destination is a folder even if there is none yet.
    public var isIntoFolder: Bool

    /// Names all of it.
    public init(folder: String, selection: Selection, destination: String, isIntoFolder: Bool) {
        self.folder = folder
        self.selection = selection
        self.destination = destination
        self.isIntoFolder = isIntoFolder
    }
}

/// Files that have arrived at their place, all paths relative to the repository's root.
public struct PlacedFiles: Sendable, Hashable {
    /// Where the file, or the folder with the files, lies.
    public var path: String
    /// Every file and link.
    public var files: [String]

    /// Names both.
    public init(path: String, files: [String]) {
        self.path = path
        self.files = files
    }
}

/// The source of a copy with wildcards in it: `*`, `?` and `[…]` within a name, `**` for any number of folders.
public struct CopyPattern: Sendable, Hashable {
    /// A part of the path.
    private enum Part: Sendable, Hashable {
        case name(String)
        case pattern(NamePattern)
        case folders
    }

    /// The folder that all matches are in, without a `/` at its end; empty for the root.
    public let folder: String
    private let parts: [Part]

    /// `nil` if `source` has no wildcards, and so means what it says.
    public init?(_ source: String) {
        let components = source.split(separator: "/").filter { $0 != "." }.map(String.init)
        let parts = components.map { component in
            component == "**" ? Part.folders : NamePattern(component).map(Part.pattern) ?? .name(component)
        }
        let isName: (Part) -> Bool = { if case .name = $0 { true } else { false } }
        guard let first = parts.firstIndex(where: { !isName($0) }) else { return nil }
        folder = components[..<first].map { "/\($0)" }.joined()
        self.parts = Array(parts[first...])
    }

    /// Whether the path with these components, relative to `folder`, is meant.
    public func matches(_ components: [String]) -> Bool { Self.match(components[...], parts[...]) }

    private static func match(_ components: ArraySlice<String>, _ parts: ArraySlice<Part>) -> Bool {
        guard let part = parts.first else { return components.isEmpty }
        if case .folders = part {
            return match(components, parts.dropFirst())
                || !components.isEmpty && match(components.dropFirst(), parts)
        }
        guard let component = components.first else { return false }
        let fits =
            switch part {
            case .name(let name): name == component
            case .pattern(let pattern): pattern.matches(component.utf8)
            case .folders: true
            }
        return fits && match(components.dropFirst(), parts.dropFirst())
    }
}
