/// A child process to be: what to run, with which arguments, where, and with what to read.
public struct Command: Sendable, Hashable {
    /// A path, or a name that is looked up in `PATH`.
    public var executable: String
    /// The arguments behind the executable's own name.
    public var arguments: [String]
    /// What is set on top of the runner's environment; `nil` removes a variable.
    public var environment: [String: String?] = [:]
    /// The folder it starts in; `nil` for the caller's.
    public var workingDirectory: String?
    /// What it reads from standard input; `nil` for nothing.
    public var input: String?
    /// Whether processes that it started and that outlive it are ended with it, as they are after a cancellation.
    public var endsGroup = false

    /// A command that inherits folder and environment and reads nothing.
    public init(_ executable: String, _ arguments: [String] = []) {
        self.executable = executable
        self.arguments = arguments
    }
}

extension Command: CustomStringConvertible {
    /// The command line as one would type it, without environment and input.
    public var description: String {
        ([executable] + arguments).map(Self.quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let needsNoQuotes = !word.isEmpty && word.unicodeScalars.allSatisfy(isPlain)
        return needsNoQuotes ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || "@%+=:,./-_".unicodeScalars.contains(scalar)
    }
}
