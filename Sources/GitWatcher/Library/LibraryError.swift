import Clibgit2

/// What libgit2 says about a call that failed.
struct LibraryError {
    /// The status that the call returned.
    let status: git_error_code
    /// The part of the library that gave up.
    let area: git_error_t
    let message: String

    /// Copies the last error of this thread: it must follow the failed call at once, with no await between.
    init(status: Int32) {
        self.status = git_error_code(rawValue: status)
        guard let last = git_error_last(), let text = last.pointee.message else {
            area = GIT_ERROR_NONE
            message = "error \(status) of libgit2"
            return
        }
        area = git_error_t(rawValue: UInt32(bitPattern: last.pointee.klass))
        message = String(cString: text)
    }

    /// Whether the repository belongs to somebody else; 1.5 says "safe.directory was not found" where it means that nobody
    /// declared the owner safe.
    var isForeignOwner: Bool {
        status == GIT_EOWNER || area == GIT_ERROR_CONFIG && message.contains("safe.directory")
    }

    /// What the error means where the operation has no better idea.
    var code: GitFailure.Code {
        if isForeignOwner { return .foreignOwner }
        switch status {
        case GIT_EAMBIGUOUS: return .ambiguousRevision
        case GIT_EUNBORNBRANCH: return .noCommits
        case GIT_EMISMATCH: return .damaged
        case GIT_EAUTH, GIT_ECERTIFICATE: return .remoteUnavailable
        case GIT_EUSER where Task.isCancelled: return .cancelled
        default: break
        }
        if message.hasSuffix("Permission denied") { return .permissionDenied }
        if message.hasSuffix("No space left on device") { return .diskFull }
        switch area {
        case GIT_ERROR_NET, GIT_ERROR_SSL, GIT_ERROR_SSH, GIT_ERROR_HTTP: return .remoteUnavailable
        case GIT_ERROR_ODB, GIT_ERROR_ZLIB, GIT_ERROR_OBJECT, GIT_ERROR_TREE, GIT_ERROR_CONFIG, GIT_ERROR_INDEXER,
            GIT_ERROR_SHA:
            return .damaged
        default: return .other
        }
    }
}
