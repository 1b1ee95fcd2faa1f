internal import BlubberConfig
internal import PipelineCore

/// How a bundle of certificate authorities reaches build steps and containers.
enum TrustedAuthorities {
    /// Where the bundle is mounted, in build steps as well as in containers.
    static let path = CABundle.path
    /// The ID of the build secret that holds the bundle.
    static let secretID = CABundle.secretID
    /// The variables by which programs are told where the bundle is.
    static let variables = CABundle.environmentNames
}
