/// Keys of the labels that a base image carries beside those of `Annotation`.
public enum BaseLabel {
    /// The generation of the image: `base`, `production` or `service`.
    public static let generation = "pipeline-runner.generation"
    /// The suite that a base image was built from.
    public static let suite = "pipeline-runner.base.suite"
    /// The addresses and suites of its archives, separated by commas.
    public static let sources = "pipeline-runner.base.sources"
    /// The sha256 digest of its root file system's archive.
    public static let rootFileSystem = "pipeline-runner.base.rootfs"
    /// Its packages as a CycloneDX document on one line.
    public static let packages = "pipeline-runner.base.packages"
}
