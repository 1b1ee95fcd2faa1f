internal import PipelineCore

extension BuildRequest {
    /// The flags that all engines share, in an order that follows from the request: it is part of caches' keys.
    func commonFlags(idFile: String) -> [String] {
        var flags = ["--iidfile", idFile, "--target", target]
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) { flags += ["--build-arg", "\(name)=\(value)"] }
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) { flags += ["--label", "\(name)=\(value)"] }
        if let bundle = settings.caBundle { flags += ["--secret", "id=\(TrustedAuthorities.secretID),src=\(bundle)"] }
        return flags
    }
}
