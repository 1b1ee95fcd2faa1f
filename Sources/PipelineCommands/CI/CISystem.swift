internal import PipelineCore

/// A CI system whose log and whose files the runner knows how to write.
enum CISystem: Equatable {
    case github
    case gitlab

    /// The system whose job the process is part of; `nil` for others and for none.
    init?(environment: [String: String]) {
        if environment["GITHUB_ACTIONS"] == "true" {
            self = .github
        } else if environment["GITLAB_CI"] == "true" {
            self = .gitlab
        } else {
            return nil
        }
    }

    /// How its log marks sections.
    func markers(now: @escaping @Sendable () -> UTCTime) -> any SectionMarkers {
        switch self {
        case .github: GitHubMarkers()
        case .gitlab: GitLabMarkers(now: now)
        }
    }
}
