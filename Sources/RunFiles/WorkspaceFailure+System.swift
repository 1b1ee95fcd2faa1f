internal import FoundationEssentials
internal import Glibc
internal import PipelineCore

extension WorkspaceFailure {
    /// What the operating system said about `path`.
    init(path: String, errno code: CInt) {
        let isDiskFull = code == ENOSPC || code == EDQUOT
        self.init(path: path, reason: String(cString: strerror(code)), isDiskFull: isDiskFull)
    }

    /// The same for an error of FoundationEssentials, which wraps the operating system's code.
    init(path: String, fileError error: any Error) {
        if let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code {
            self.init(path: path, errno: code.rawValue)
        } else {
            self.init(path: path, reason: "\(error)")
        }
    }
}
