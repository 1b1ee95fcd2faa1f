internal import GitWatcher
internal import PipelineCore

extension DeploymentFailure {
    /// What a failure of git's means for a promotion.
    ///
    /// - Throws: `CancellationError` for one that is no failure.
    init(_ failure: GitFailure) throws(CancellationError) {
        let message = "cannot \(failure.operation) \(failure.subject): \(failure.detail)"
        switch failure.code {
        case .cancelled: throw CancellationError()
        case .authenticationFailed:
            self.init(
                .refused, message,
                hint: "see `deployments.credential` in the run configuration, and whether it may write there")
        case .noSuchRepository:
            self.init(.refused, message, hint: "see `deployments.repository` in the run configuration")
        case .timedOut, .remoteUnavailable: self.init(.unavailable, message)
        case .untrustedServer, .foreignOwner, .diskFull, .permissionDenied, .writeFailed:
            self.init(.unavailable, message, hint: failure.hint)
        default: self.init(.refused, message, hint: failure.hint)
        }
    }
}
