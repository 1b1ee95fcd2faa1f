internal import Diagnostics
internal import OCI

/// Makes the stage of one variant, phase by phase.
struct StagePlanner {
    let variant: Variant
    /// Whether the stage becomes the image: of the others only files count.
    let isTarget: Bool
    /// The stage name of each variant of the plan.
    let stageNames: [String: String]
    /// The final working directory of each variant of the plan.
    let workingDirectories: [String: String]
    /// The variant's; kept apart because a copy of all of them is made wherever they are computed.
    let fields: CommonFields

    init(variant: Variant, isTarget: Bool, stageNames: [String: String], workingDirectories: [String: String]) {
        self.variant = variant
        self.isTarget = isTarget
        self.stageNames = stageNames
        self.workingDirectories = workingDirectories
        fields = variant.fields
    }

    var lives: Account { fields.lives }
    var applicationFolder: String { lives.folder ?? "/" }
    var livesHome: String { "/home/\(lives.name ?? "")" }

    private var applicationDirectory: Instruction { .workingDirectory(Path.clean(applicationFolder)) }

    func stage() -> BuildStage {
        let name = variant.name.value
        var instructions: [Instruction]
        if fields.base == nil {
            instructions = copies() + entrypoint
        } else {
            instructions = privileged + privilegeDropped + preInstall() + copies() + postInstall
        }
        if isTarget {
            instructions.append(
                .labels([
                    Variable("blubber.variant", name), Variable("blubber.version", BlubberConfiguration.formatVersion),
                ]))
        } else {
            // The application folder exists already.
            while let last = instructions.last, !last.changesFiles || last == applicationDirectory {
                instructions.removeLast()
            }
        }
        return BuildStage(
            variant: name, name: stageNames[name] ?? name,
            base: fields.base.map { BaseImage($0.value, at: $0.location) },
            instructions: instructions)
    }

    /// As few instructions as will do: an engine may commit an image for each.
    private var privileged: [Instruction] {
        var environment = [Variable("HOME", "/root")]
        if !fields.apt.isEmpty { environment.append(Variable("DEBIAN_FRONTEND", "noninteractive")) }
        return [.user(.root), .environment(environment), .arguments(arguments)] + apt
            + [.run(RunStep(.generated(Shell.chain(createLivesAccount + createRunsAccount))))]
    }

    /// Of a name that is set twice the last value counts.
    private var arguments: [Variable] {
        let runs = fields.runs.account
        let accounts = [
            Variable("LIVES_AS", lives.name ?? ""), Variable("LIVES_UID", String(lives.uid ?? 0)),
            Variable("LIVES_GID", String(lives.gid ?? 0)), Variable("RUNS_AS", runs.name ?? ""),
            Variable("RUNS_UID", String(runs.uid ?? 0)), Variable("RUNS_GID", String(runs.gid ?? 0)),
        ]
        var overridden = Set(accounts.map(\.name))
        // This one is set for good already.
        if !fields.apt.isEmpty { overridden.insert("DEBIAN_FRONTEND") }
        return fields.arguments.sorted { $0.key < $1.key }.filter { !overridden.contains($0.key) }
            .map { Variable($0.key, $0.value.value, at: $0.value.location) } + accounts
    }

    private var createLivesAccount: [String] {
        let folders = [applicationFolder, Self.libraryFolder]
        return createAccount("LIVES")
            + folders.flatMap { folder in
                let path = Shell.quoted(folder)
                return ["mkdir -p \(path)", "chown \"$LIVES_UID\":\"$LIVES_GID\" \(path)"]
            }
    }

    private var createRunsAccount: [String] { createAccount("RUNS") }

    /// An account that has the number already stays as it is, whatever its name.
    private func createAccount(_ prefix: String) -> [String] {
        let (name, uid, gid) = ("\"$\(prefix)_AS\"", "\"$\(prefix)_UID\"", "\"$\(prefix)_GID\"")
        return [
            "(getent group \(gid) || groupadd -o -g \(gid) -r \(name))",
            "(getent passwd \(uid) || useradd -l -o -m -d \"/home/$\(prefix)_AS\" -r -g \(gid) -u \(uid) \(name))",
        ]
    }

    private var privilegeDropped: [Instruction] {
        let home = Variable("HOME", livesHome)
        let environment = fields.runs.environment.sorted { $0.key < $1.key }
            .map { Variable($0.key, $0.value.value, at: $0.value.location) }
        var instructions: [Instruction] = [.user(.lives)]
        // In one instruction the values could not refer to the new HOME.
        if environment.contains(where: { $0.value.contains("$") }) {
            instructions += [.environment([home]), .environment(environment)]
        } else if environment.contains(where: { $0.name == "HOME" }) {
            instructions.append(.environment(environment))
        } else {
            instructions.append(.environment([home] + environment))
        }
        return instructions + [applicationDirectory]
    }

    private var postInstall: [Instruction] {
        var instructions: [Instruction] = []
        var environment: [Variable] = []
        if !(fields.runs.insecurely ?? false) {
            instructions.append(.user(.runs))
            environment.append(Variable("HOME", "/home/$RUNS_AS"))
        }
        let builders = fields.allBuilders
        environment += builders.compactMap(nodeEnvironment)
        if !environment.isEmpty { instructions.append(.environment(environment)) }
        instructions += builders.compactMap(pipCheck)
        if let folder = fields.runs.account.folder { instructions.append(.workingDirectory(Path.clean(folder))) }
        return instructions + entrypoint
    }

    private var entrypoint: [Instruction] {
        guard let words = fields.entrypoint, !words.isEmpty else { return [] }
        return [.entrypoint(words)]
    }

    /// Where builders put what must survive besides the application folder.
    static let libraryFolder = "/opt/lib"
}
