internal import PipelineCore

/// How a container's variables reach the engine's program without standing in a process list.
struct ContainerEnvironment {
    /// The flags for the program.
    private(set) var flags: [String] = []
    /// What the program has to find in its own environment: a name without a value makes it take the value from there.
    private(set) var inherited: [String: String] = [:]

    /// Passes all variables by the program's environment.
    init(of request: ContainerRequest) {
        for (name, value) in Self.all(request) { inherit(name, value) }
    }

    /// Passes what a line can hold by `file`, in docker's format, and the rest by the program's environment.
    init(of request: ContainerRequest, file: String) throws {
        var lines = ""
        for (name, value) in Self.all(request) {
            if value.contains(where: \.isNewline) {
                inherit(name, value)
            } else {
                lines += "\(name)=\(value)\n"
            }
        }
        guard !lines.isEmpty else { return }
        try FileSystem.replace(file, with: Array(lines.utf8), mode: 0o600)
        flags += ["--env-file", file]
    }

    private mutating func inherit(_ name: String, _ value: String) {
        // None of these is a secret. Nor can an empty value be found in the program's environment.
        if value.isEmpty || EngineVariables.isReserved(name) {
            flags += ["--env", "\(name)=\(value)"]
        } else {
            flags += ["--env", name]
            inherited[name] = value
        }
    }

    /// What the request says, and where the bundle is if there is one.
    static func all(_ request: ContainerRequest) -> [(key: String, value: String)] {
        var variables = request.environment.merging(request.secrets) { $1 }
        if request.settings.caBundle != nil {
            for name in TrustedAuthorities.variables where variables[name] == nil {
                variables[name] = TrustedAuthorities.path
            }
        }
        return variables.sorted { $0.key < $1.key }
    }
}
