public import Diagnostics

/// A name with a value.
public struct Variable: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The value.
    public let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The users of a stage.
public enum BuildUser: Sendable, Hashable {
    /// User 0.
    case root
    /// `lives`: the owner of the application's files.
    case lives
    /// `runs`: who runs the application.
    case runs
}

/// What copies and mounts read from.
public enum FileOrigin: Sendable, Hashable {
    /// The build context.
    case context
    /// Another stage, by its name in the Dockerfile.
    case stage(String)
    /// An image from outside.
    case image(BaseImage)
}

/// A process of the build.
public struct RunStep: Sendable, Hashable {
    /// What is executed.
    public enum Action: Sendable, Hashable {
        /// One line for the stage's shell, made by this module.
        case generated(String)
        /// Text that a person wrote, for `/bin/sh -c`; may have several lines.
        case shell(String)
        /// The text of a program, beginning with its `#!` line.
        case script(String)
    }

    /// What is executed.
    public let action: Action
    /// File systems that are mounted meanwhile.
    public let mounts: [Mount]
    /// Where the configuration asks for it; `nil` for what every stage does.
    public let location: SourceLocation?

    package init(_ action: Action, mounts: [Mount] = [], at location: SourceLocation? = nil) {
        self.action = action
        self.mounts = mounts
        self.location = location
    }
}

/// A file system mounted while a process runs. Paths may hold `$NAME`.
public enum Mount: Sendable, Hashable {
    /// Files of the context, a stage or an image; what is written is lost.
    case bind(BindMount)
    /// A folder that outlives the build, owned by the `lives` user.
    case cache(CacheMount)
}

/// Files of the context, a stage or an image, mounted writable while a process runs.
public struct BindMount: Sendable, Hashable {
    /// Where the files are.
    public let from: FileOrigin
    /// The path below the origin's root; `nil` for the root.
    public let source: String?
    /// The mount point; relative ones are below the working directory.
    public let destination: String
    /// Where the configuration asks for it.
    public let location: SourceLocation
}

/// A folder that outlives the build, mounted while a process runs.
public struct CacheMount: Sendable, Hashable {
    /// What concurrent builds do with the folder.
    public enum Access: String, Sendable, Hashable, CaseIterable {
        /// They use it at the same time.
        case shared
        /// Each gets its own.
        case `private`
        /// They wait for each other.
        case locked
    }

    /// The folder's identity; `nil` for the destination.
    public let id: String?
    /// The mount point; relative ones are below the working directory.
    public let destination: String
    /// What concurrent builds do with it.
    public let access: Access
    /// Where the configuration asks for it.
    public let location: SourceLocation
}

/// A copy with the meaning of the Dockerfile's `COPY`.
public struct CopyStep: Sendable, Hashable {
    /// Where the files are.
    public let from: FileOrigin
    /// Files and folders, at least one; absolute unless they are in the context.
    public let sources: [String]
    /// Where they go; relative ones are below the working directory.
    public let destination: String
    /// Patterns in `.dockerignore` syntax of what is left out below folders.
    public let exclude: [String]
    /// Whether the `lives` user gets the files; else root owns those of the context and others keep their owner.
    public let ownedByLives: Bool
    /// Where the configuration asks for it.
    public let location: SourceLocation
}

/// A file whose text the plan holds.
public struct FileStep: Sendable, Hashable {
    /// The absolute path.
    public let path: String
    /// The text.
    public let text: String
    /// Where the configuration asks for it.
    public let location: SourceLocation
}
