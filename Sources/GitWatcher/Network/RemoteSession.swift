import Clibgit2

/// One connection to a remote repository.
///
/// All of it happens on one thread, between `open` and the end of the scope.
final class RemoteSession {
    let remote: RemoteURL
    let operation: Operation
    let watch: ExchangeWatch
    private let handle: Handle<Remote>
    private let credentials: GitCredentials?
    private let transport: SSHTransport?
    private let service: GitService
    /// What a push was answered with: `nil` is yes.
    private var answer: String?
    private var remarks: [UInt8] = []
    private static let mostRemarks = 64 << 10
    private var gaveCredentials = false
    private var wasAsked = false

    /// Prepares a session; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - repository: What objects are fetched into or pushed from; `nil` for a session that only lists.
    ///   - service: `receive` for one that pushes.
    init(
        _ settings: RemoteSettings, repository: OpaquePointer?, for service: GitService = .upload, operation: Operation,
        watch: ExchangeWatch
    ) throws(GitFailure) {
        remote = settings.url
        credentials = settings.credentials
        self.operation = operation
        self.watch = watch
        self.service = service
        transport = ServiceProgram(settings.url, service).map {
            SSHTransport(program: $0, service: service, credentials: settings.credentials, watch: watch)
        }
        if remote.isSecureHTTP { _ = GitTrust.environmentIsApplied }
        var options = git_remote_create_options()
        try operation.check(git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)))
        options.repository = repository
        // What the person who starts the daemon has configured for git shall not send it elsewhere.
        options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        handle = try Handle<Remote>(operation) { git_remote_create_with_opts($0, settings.url.text, &options) }
    }

    /// Connects, and returns the references.
    func heads() throws(GitFailure) -> RemoteHeads {
        var options = git_remote_connect_options()
        try operation.check(git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)))
        options.proxy_opts.type = GIT_PROXY_AUTO
        // libgit2 would show the password to whatever host it is sent on to.
        if credentials != nil { options.follow_redirects = GIT_REMOTE_REDIRECT_NONE }
        install(in: &options.callbacks)
        let direction = service == .receive ? GIT_DIRECTION_PUSH : GIT_DIRECTION_FETCH
        try check(git_remote_connect_ext(handle.pointer, direction, &options))
        var list: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check(git_remote_ls(&list, &count, handle.pointer))
        return RemoteHeads(listed: UnsafeBufferPointer(start: list, count: count))
    }

    /// Fetches what is missing of the references that refspecs name, and changes no reference. Follows `heads`.
    func download(_ refspecs: [String]) throws(GitFailure) {
        var options = git_fetch_options()
        try operation.check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
        options.update_fetchhead = 0
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        if credentials != nil { options.follow_redirects = GIT_REMOTE_REDIRECT_NONE }
        options.proxy_opts.type = GIT_PROXY_AUTO
        install(in: &options.callbacks)
        try check(withStringArray(refspecs) { git_remote_download(handle.pointer, $0, &options) })
    }

    /// Pushes what one refspec names. Follows `heads`.
    ///
    /// - Returns: why the server did not take it, and what it, or its hooks, said; `nil` if it did.
    func push(_ refspec: String) throws(GitFailure) -> (reason: String, remarks: [String])? {
        var options = git_push_options()
        try operation.check(git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION)))
        if credentials != nil { options.follow_redirects = GIT_REMOTE_REDIRECT_NONE }
        options.proxy_opts.type = GIT_PROXY_AUTO
        install(in: &options.callbacks)
        options.callbacks.push_update_reference = { _, status, payload in
            guard let payload, let status else { return 0 }
            Unmanaged<RemoteSession>.fromOpaque(payload).takeUnretainedValue().answer = String(cString: status)
            return 0
        }
        options.callbacks.push_transfer_progress = { _, _, _, payload in RemoteSession.mayGoOn(payload) }
        let status = withStringArray([refspec]) { git_remote_upload(handle.pointer, $0, &options) }
        if status == GIT_ENONFASTFORWARD.rawValue { return ("the branch has other commits", []) }
        try check(status)
        let lines = String(decoding: remarks, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        return answer.map { ($0, lines) }
    }

    /// Ends the connection; what the server says to that does not matter.
    func close() { git_remote_disconnect(handle.pointer) }

    private func install(in callbacks: inout git_remote_callbacks) {
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.transfer_progress = { _, payload in RemoteSession.mayGoOn(payload) }
        callbacks.sideband_progress = { text, count, payload in
            if let text, let payload {
                let session = Unmanaged<RemoteSession>.fromOpaque(payload).takeUnretainedValue()
                let bytes = UnsafeRawBufferPointer(start: text, count: Int(max(0, count)))
                let room = session.service == .receive ? RemoteSession.mostRemarks - session.remarks.count : 0
                session.remarks += bytes.prefix(room)
            }
            return RemoteSession.mayGoOn(payload)
        }
        callbacks.credentials = { result, _, user, allowed, payload in
            guard let payload else { return GIT_PASSTHROUGH.rawValue }
            return Unmanaged<RemoteSession>.fromOpaque(payload).takeUnretainedValue()
                .credential(into: result, user: user, allowed: allowed)
        }
        guard transport != nil else { return }
        callbacks.transport = { out, owner, payload in
            guard let payload else { return GIT_PASSTHROUGH.rawValue }
            let session = Unmanaged<RemoteSession>.fromOpaque(payload).takeUnretainedValue()
            guard let transport = session.transport else { return GIT_PASSTHROUGH.rawValue }
            return SSHTransport.make(out, owner, Unmanaged.passUnretained(transport).toOpaque())
        }
    }

    private static func mayGoOn(_ payload: UnsafeMutableRawPointer?) -> Int32 {
        guard let payload else { return 0 }
        let session = Unmanaged<RemoteSession>.fromOpaque(payload).takeUnretainedValue()
        return session.watch.mayGoOn() ? 0 : GIT_EUSER.rawValue
    }

    private func credential(
        into result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, user: UnsafePointer<CChar>?,
        allowed: UInt32
    ) -> Int32 {
        wasAsked = true
        // libgit2 asks again after each refusal.
        guard !gaveCredentials, allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0,
            case .password(let username, let password)? = credentials
        else {
            setMessage(gaveCredentials ? "the server refuses the password" : "the server wants a password")
            return GIT_EAUTH.rawValue
        }
        gaveCredentials = true
        return git_credential_userpass_plaintext_new(result, username, password)
    }

    /// Throws what a status of libgit2 means, in the light of what the session knows.
    private func check(_ status: Int32) throws(GitFailure) {
        guard status < 0 else { return }
        let error = LibraryError(status: status)
        // The program has said by its end what was wrong.
        close()
        if let ending = watch.ending { throw operation.failure(ending, host: remote.host) }
        let knownHosts: String? = if case .key(_, _, _, let file)? = credentials { file } else { nil }
        if let transport, let log = transport.log,
            let failure = transport.program.failure(log, operation, knownHosts: knownHosts)
        {
            throw failure
        }
        if gaveCredentials || wasAsked, error.status == GIT_EAUTH { throw refusal() }
        throw operation.failure(remote: error)
    }

    private func refusal() -> GitFailure {
        guard gaveCredentials, let credentials else {
            return operation.failure(
                .authenticationFailed, "the server wants a user name and a password",
                hint: "give the repository `credentials`")
        }
        return operation.failure(
            .authenticationFailed, "the server refuses \(credentials)",
            hint: "check the user name, and whether the password or token has expired")
    }
}
