internal import OCI
internal import PipelineCore

extension BuildRequest {
    /// The flags that all engines share, in an order that follows from the request: it is part of caches' keys.
    func commonFlags(idFile: String) -> [String] {
        var flags = ["--iidfile", idFile]
        if let target { flags += ["--target", target] }
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) { flags += ["--label", "\(name)=\(value)"] }
        let limits = [
            ("--memory", limits.memory), ("--memory-swap", limits.memorySwap), ("--cpu-shares", limits.cpuShares),
            ("--cpuset-cpus", limits.cpuSet),
        ]
        for (flag, value) in limits { if let value { flags += [flag, value] } }
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) { flags += ["--build-arg", "\(name)=\(value)"] }
        if let bundle = settings.caBundle { flags += ["--secret", "id=\(TrustedAuthorities.secretID),src=\(bundle)"] }
        if let name { flags += ["--tag", name.description] }
        return flags
    }

    /// What messages call the build.
    var subject: String { target ?? name?.description ?? dockerfile }
}
