/// How a plan is printed.
public struct DockerfileOptions: Sendable, Hashable {
    /// What the engine's frontend understands.
    public var dialect: DockerfileDialect
    /// Whether build processes are given the certificate authorities of a build secret; see `CABundle`.
    public var caBundle: Bool
    /// The build arguments that the build will be given, for frontends that do not fill them in everywhere.
    public var arguments: [String: String]

    /// A dialect without further authorities and arguments.
    public init(dialect: DockerfileDialect, caBundle: Bool = false, arguments: [String: String] = [:]) {
        self.dialect = dialect
        self.caBundle = caBundle
        self.arguments = arguments
    }
}
