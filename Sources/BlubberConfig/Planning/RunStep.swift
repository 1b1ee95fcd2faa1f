public import Diagnostics

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
