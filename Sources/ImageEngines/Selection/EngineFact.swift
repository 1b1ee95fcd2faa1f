/// One thing that was found out about what this machine can build with.
public struct EngineFact: Sendable, Hashable {
    /// What was looked at: `docker`, `buildah`, `buildah isolation`, `skopeo`.
    public let subject: String
    /// Whether it can be used as it is.
    public let isFit: Bool
    /// What was found: versions, or what is wrong.
    public let finding: String
    /// What to install or change; `nil` if nothing needs to be.
    public let hint: String?

    /// A thing that can be used.
    static func fit(_ subject: String, _ finding: String) -> EngineFact {
        EngineFact(subject: subject, isFit: true, finding: finding, hint: nil)
    }

    /// A thing that cannot be used.
    static func unfit(_ subject: String, _ finding: String, hint: String) -> EngineFact {
        EngineFact(subject: subject, isFit: false, finding: finding, hint: hint)
    }
}
