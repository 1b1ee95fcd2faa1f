/// A chart that is to be installed.
public struct ChartRelease: Sendable, Hashable {
    /// What the release is called.
    public let name: String
    /// The chart's name.
    public let chart: String
    /// The chart's version; `nil` for the newest.
    public let version: String?
    /// How long it may take until all of it is ready, in seconds.
    public let timeout: Int
    /// What the chart is told.
    public let values: ChartValues

    /// A name that no other release has: eight letters and digits, the first a letter since charts call services by it.
    static func uniqueName() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let all = letters + Array("0123456789")
        return String((0..<8).compactMap { ($0 == 0 ? letters : all).randomElement() })
    }
}

/// Installs charts in a cluster.
public protocol ChartInstaller: Sendable {
    /// Finds out whether charts can be installed at all; nothing is changed.
    ///
    /// - Throws: `DeploymentFailure`, `CancellationError`.
    func check() async throws

    /// Installs a chart and waits until it is ready. What a failure leaves is the caller's to `uninstall`.
    ///
    /// - Throws: `DeploymentFailure`, `CancellationError`.
    func install(_ release: ChartRelease, output: @escaping OutputHandler) async throws

    /// Runs the tests that the chart of an installed release brings.
    ///
    /// - Throws: `DeploymentFailure` if one fails, `CancellationError`.
    func test(_ release: ChartRelease, output: @escaping OutputHandler) async throws

    /// Takes away a release, or what there is of it; one that is not there is no error.
    ///
    /// - Throws: `DeploymentFailure`.
    func uninstall(_ release: String) async throws
}
