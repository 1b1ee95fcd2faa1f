/// A repository could not give what was asked of it.
public struct GitFailure: Error, Sendable, Hashable {
    /// What kind of failure it is.
    public enum Code: String, Sendable, Hashable {
        /// There is no repository at or above the folder.
        case notARepository
        /// The repository's folder belongs to another user, so git's ownership check refuses it.
        case foreignOwner
        /// The repository uses a format that libgit2 does not know, for example SHA-256 object names.
        case unsupportedFormat
        /// A file or folder may not be read or written.
        case permissionDenied
        /// Objects are missing or broken, or the configuration cannot be parsed.
        case damaged
        /// The branch that HEAD names has no commit yet.
        case noCommits
        /// No branch, tag or commit has this name.
        case unknownRevision
        /// More than one object has a name that begins like this.
        case ambiguousRevision
        /// The revision names a tree or a blob.
        case notACommit
        /// The path is a folder or a submodule where a file is wanted.
        case notAFile
        /// A path or a link would lead out of the tree, or into `.git`.
        case unsafePath
        /// A submodule is not declared, or its commit is not where the declaration says.
        case submoduleUnavailable
        /// A URL is malformed, or of a kind that is refused.
        case invalidURL
        /// A server could not be reached, or its answer was no answer.
        case remoteUnavailable
        /// A server does not let us read, with the credentials that it was given or without any.
        case authenticationFailed
        /// A server's certificate or host key is not one that we trust.
        case untrustedServer
        /// There is no such repository, or the server says so.
        case noSuchRepository
        /// A server took longer than it may.
        case timedOut
        /// The folder to write to is not empty.
        case folderNotEmpty
        /// The file system is full, or a quota is used up.
        case diskFull
        /// Writing a file, link or folder failed in another way.
        case writeFailed
        /// The task that asked was cancelled.
        case cancelled
        /// Anything else, in libgit2's own words.
        case other
    }

    /// The kind of failure.
    public let code: Code
    /// What was being done, as a phrase that fits behind "cannot": `resolve the revision`.
    public let operation: String
    /// What it was done to: a revision, a path, a URL without its password.
    public let subject: String
    /// What was found instead, or what libgit2 or the system said.
    public let detail: String
    /// What to do next.
    public let hint: String?

    /// Describes one failure; see the properties for the form of each part.
    public init(_ code: Code, operation: String, subject: String, detail: String, hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.detail = detail
        self.hint = hint
    }
}

extension GitFailure: CustomStringConvertible {
    /// What failed on which subject, why, and what to do.
    public var description: String {
        var text = "cannot \(operation) \(subject): \(detail)"
        if let hint { text += "\n  help: \(hint)" }
        return text
    }
}
