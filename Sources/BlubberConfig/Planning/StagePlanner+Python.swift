extension StagePlanner {
    private static let defaultVenv = "/opt/lib/venv"
    private static let poetryFolder = "/opt/lib/poetry"

    /// Without an interpreter or the key `requirements` the builder does nothing at all.
    func commands(of python: PythonBuilder) -> [Instruction] {
        guard let interpreter = python.version, let requirements = python.requirements else { return [] }
        let venv = python.venv ?? Self.defaultVenv
        let systemPackages = python.useSystemSitePackages ?? false ? ["--system-site-packages"] : []
        var environment = [Variable("PATH", "\(venv)/bin:$PATH"), Variable("VIRTUAL_ENV", venv)]
        if python.usesPoetry { environment.append(Variable("POETRY_VIRTUALENVS_PATH", Self.poetryFolder)) }
        return requirementCopies(requirements) + [
            run([Shell.command([interpreter, "-m", "venv", venv] + systemPackages)]),
            .environment(environment),
            run([pipInstall(interpreter, [setuptools(python)]), pipInstall(interpreter, tools(python))]),
        ] + (python.usesPoetry ? poetryCommands(python, interpreter) : pipCommands(python, interpreter))
    }

    private func run(_ commands: [String]) -> Instruction { .run(RunStep(.generated(Shell.chain(commands)))) }

    private func pipInstall(_ interpreter: String, _ packages: [String]) -> String {
        Shell.command([interpreter, "-m", "pip", "install", "-U"] + packages)
    }

    private func pipCommands(_ python: PythonBuilder, _ interpreter: String) -> [Instruction] {
        guard let requirements = python.requirements, !requirements.isEmpty else { return [] }
        let options = python.noDeps ?? false ? ["--no-deps"] : []
        let files = requirements.flatMap { ["-r", Requirement($0).effectiveDestination] }
        return [run([Shell.command([interpreter, "-m", "pip", "install"] + options + files)])]
    }

    private func poetryCommands(_ python: PythonBuilder, _ interpreter: String) -> [Instruction] {
        let poetry = python.poetry
        var install = ["poetry", "install", "--no-root"]
        if let only = poetry.only { install += ["--only", only] }
        if let without = poetry.without { install += ["--without", without] }
        if poetry.only == nil, poetry.without == nil, !(poetry.devel ?? false) {
            // The former is short for the latter, which Poetry 2 insists on.
            install += Self.isAtLeastTwo(poetry.version) ? ["--only", "main"] : ["--no-dev"]
        }
        return [
            run([
                pipInstall(interpreter, [Self.specifier("poetry", poetry.version)]),
                "mkdir -p \(Shell.quoted(Self.poetryFolder))",
            ]),
            run([Shell.command(install)]),
        ]
    }

    /// Whether packages that were installed without their dependencies fit together.
    func pipCheck(_ builder: Builder) -> Instruction? {
        guard case .python(let python) = builder, let interpreter = python.version, python.requirements != nil,
            python.noDeps ?? false, !python.usesPoetry
        else { return nil }
        return run([Shell.command([interpreter, "-m", "pip", "check"])])
    }

    private func setuptools(_ python: PythonBuilder) -> String {
        python.setuptoolsVersion == nil ? "setuptools!=60.9.0" : Self.specifier("setuptools", python.setuptoolsVersion)
    }

    private func tools(_ python: PythonBuilder) -> [String] {
        let isPython2 = python.version?.hasPrefix("python2") ?? false
        let pip = python.pipVersion == nil && isPython2 ? "pip<21" : Self.specifier("pip", python.pipVersion)
        return [Self.specifier("wheel", python.wheelVersion), Self.specifier("tox", python.toxVersion), pip]
    }

    /// Whether a constraint leaves no version below 2.
    private static func isAtLeastTwo(_ constraint: String?) -> Bool {
        (constraint ?? "").split(separator: ",").contains { part in
            guard part.hasPrefix("==") || part.hasPrefix(">=") || part.hasPrefix("~=") else { return false }
            return Int(part.dropFirst(2).prefix { $0.isNumber }).map { $0 >= 2 } ?? false
        }
    }

    /// A bare number means exactly that version; other text is taken as it is.
    private static func specifier(_ package: String, _ version: String?) -> String {
        guard let version, let first = version.utf8.first else { return package }
        return first.isDigit ? "\(package)==\(version)" : package + version
    }
}

extension PythonBuilder {
    fileprivate var usesPoetry: Bool { poetry.version != nil }
}
