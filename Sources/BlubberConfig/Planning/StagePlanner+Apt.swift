internal import Hashing

extension StagePlanner {
    private static let proxyFile = "/etc/apt/apt.conf.d/99blubber-proxies"
    private static let sourceFile = "/etc/apt/sources.list.d/99blubber.list"

    /// Packages and where they come from, as root.
    var apt: [Instruction] {
        let apt = fields.apt
        guard !apt.isEmpty else { return [] }
        var instructions: [Instruction] = []
        if let first = apt.proxies.first {
            let lines = apt.proxies.map { proxy in
                let scope = proxy.source.map { "\($0.scheme)::Proxy::\($0.host)" } ?? "\(proxy.url.scheme)::Proxy"
                return "Acquire::\(scope) \"\(proxy.url.text)\";\n"
            }
            instructions.append(
                .file(FileStep(path: Self.proxyFile, text: lines.joined(), location: first.location)))
        }
        var keys = Set<String>()
        for source in apt.sources {
            guard let key = source.signedBy, keys.insert(key).inserted else { continue }
            instructions.append(
                .file(FileStep(path: Self.keyFile(key), text: key, location: source.location)))
        }
        if let first = apt.sources.first {
            instructions.append(.run(RunStep(.generated("apt-get update && apt-get install -y \"ca-certificates\""))))
            instructions.append(
                .file(
                    FileStep(
                        path: Self.sourceFile, text: apt.sources.map(Self.sourceLine).joined(), location: first.location
                    )))
        }
        return instructions + [.run(RunStep(.generated(Shell.chain(installation))))]
    }

    private var installation: [String] {
        var commands: [String] = fields.apt.packages.isEmpty ? [] : ["apt-get update"]
        for (release, packages) in fields.apt.packages.sorted(by: { $0.key < $1.key }) {
            var words = ["apt-get install -y"]
            if release != Apt.defaultRelease { words.append("-t \(Shell.quoted(release))") }
            commands.append((words + packages.map(Shell.quoted)).joined(separator: " "))
        }
        commands.append("rm -rf /var/lib/apt/lists/*")
        if !fields.apt.proxies.isEmpty { commands.append("rm -f \(Shell.quoted(Self.proxyFile))") }
        return commands
    }

    private static func keyFile(_ key: String) -> String { "/etc/apt/keyrings/\(SHA256.hex(of: key.utf8)).asc" }

    private static func sourceLine(_ source: Apt.Source) -> String {
        let options = source.signedBy.map { ["[signed-by=\(keyFile($0))]"] } ?? []
        let words = ["deb"] + options + [source.url, source.distribution] + source.components
        return words.joined(separator: " ") + "\n"
    }
}
