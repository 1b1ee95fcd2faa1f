/// How a plan is printed.
public struct DockerfileOptions: Sendable, Hashable {
    /// What the engine's frontend understands.
    public var dialect: DockerfileDialect
    /// Whether build processes are given the certificate authorities of a build secret; see `CABundle`.
    public var caBundle: Bool

    /// A dialect without further authorities.
    public init(dialect: DockerfileDialect, caBundle: Bool = false) {
        self.dialect = dialect
        self.caBundle = caBundle
    }
}
