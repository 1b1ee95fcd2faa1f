import Clibgit2

/// One thing that is done to one subject: the gate through which every status code of libgit2 and errno goes.
struct Operation {
    /// Fits behind "cannot": `resolve the revision`.
    let name: String
    /// What it is done to, for people.
    let subject: String

    init(_ name: String, _ subject: String) {
        self.name = name
        self.subject = subject
    }

    /// Throws what `status` means unless it is a success; it must be called at once, with no await after the call.
    func check(_ status: Int32) throws(GitFailure) {
        guard status < 0 else { return }
        let error = LibraryError(status: status)
        throw failure(error.code, error.message)
    }

    /// A failure of this operation.
    func failure(_ code: GitFailure.Code, _ detail: String, hint: String? = nil) -> GitFailure {
        GitFailure(code, operation: name, subject: subject, detail: detail, hint: hint)
    }

    /// Throws if the current task was cancelled.
    func checkCancellation() throws(GitFailure) {
        if Task.isCancelled { throw failure(.cancelled, "cancelled") }
    }
}
