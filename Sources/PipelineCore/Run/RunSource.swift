/// What a run is about: a commit of a project.
public struct RunSource: Sendable, Hashable {
    /// The project's path at its host, such as `team/widgets`, or the repository folder's name.
    public var project: String
    /// The commit's full ID.
    public var commit: String
    /// When it was committed, in seconds since 1970.
    public var commitTime: Int
    /// The branch it is run for.
    public var branch: String?
    /// The bare tag name, where the run is for a pushed tag or the caller named one.
    public var tag: String?
    /// The repository's URL without credentials.
    public var remote: String?

    /// What a trigger that asked for the run says besides; stages read it as `${setup.params.NAME}`.
    public var parameters: [String: String] = [:]

    /// Whether uncommitted changes are built with it.
    public var isModified = false

    /// The commit, marked if what is built is not quite that commit.
    var revision: String { isModified ? "\(commit)-dirty" : commit }

    /// The part of `project` after the last `/`.
    public var projectShortName: String { String(project.split(separator: "/").last ?? "") }

    /// A run of `commit`.
    public init(project: String, commit: String, commitTime: Int) {
        self.project = project
        self.commit = commit
        self.commitTime = commitTime
    }
}
