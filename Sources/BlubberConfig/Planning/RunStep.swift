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
    /// Files that are to be removed first.
    let removes: [String]
    /// Whether it is this module's own, and needs nothing that a person's command may need.
    let isPrivate: Bool

    package init(
        _ action: Action, mounts: [Mount] = [], removes: [String] = [], isPrivate: Bool = false,
        at location: SourceLocation? = nil
    ) {
        self.action = action
        self.mounts = mounts
        self.removes = removes
        self.isPrivate = isPrivate
        self.location = location
    }

    /// The same process with other mounts.
    func mounting(_ mounts: [Mount], removing paths: [String]) -> RunStep {
        RunStep(action, mounts: mounts, removes: paths, isPrivate: isPrivate, at: location)
    }
}
