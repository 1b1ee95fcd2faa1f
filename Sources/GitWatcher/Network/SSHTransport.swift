import Clibgit2
import Glibc

/// Speaks to a repository through a program, behind libgit2's smart protocol.
///
/// Lives as long as the exchange that made it; libgit2's objects only borrow it.
final class SSHTransport {
    let program: ServiceProgram
    let service: GitService
    let credentials: GitCredentials?
    private let watch: ExchangeWatch
    private var process: SSHProcess?
    private var passphraseProgram: PassphraseProgram?
    /// libgit2 fetches and pushes on the very stream that it has listed on.
    private var stream: UnsafeMutablePointer<git_smart_subtransport_stream>?
    /// What the program said, once it has ended.
    private(set) var log: SSHLog?

    init(program: ServiceProgram, service: GitService, credentials: GitCredentials?, watch: ExchangeWatch) {
        self.program = program
        self.service = service
        self.credentials = credentials
        self.watch = watch
    }

    /// Makes libgit2 use the receiver, which must outlive the remote.
    static let make: git_transport_cb = { out, remote, payload in
        var definition = git_smart_subtransport_definition()
        definition.param = payload
        definition.callback = { out, _, payload in
            guard let out, let payload else { return -1 }
            out.pointee = Unmanaged<SSHTransport>.fromOpaque(payload).takeUnretainedValue().exported()
            return 0
        }
        return git_transport_smart(out, remote, &definition)
    }

    private func exported() -> UnsafeMutablePointer<git_smart_subtransport> {
        let box = UnsafeMutablePointer<clibgit2_subtransport>.allocate(capacity: 1)
        var transport = git_smart_subtransport()
        transport.action = { out, transport, _, service in
            guard let out, let owner = SSHTransport.of(transport) else { return -1 }
            switch (service, owner.service) {
            case (GIT_SERVICE_UPLOADPACK_LS, .upload), (GIT_SERVICE_RECEIVEPACK_LS, .receive):
                guard owner.start() else { return -1 }
                owner.stream = owner.stream(of: transport)
            case (GIT_SERVICE_UPLOADPACK, .upload), (GIT_SERVICE_RECEIVEPACK, .receive): break
            default:
                setMessage("the connection is for \(owner.service.rawValue) only")
                return -1
            }
            guard owner.stream != nil else { return -1 }
            out.pointee = owner.stream
            return 0
        }
        transport.close = { transport in
            SSHTransport.of(transport)?.close()
            return 0
        }
        transport.free = { transport in
            guard let transport else { return }
            UnsafeMutableRawPointer(transport).assumingMemoryBound(to: clibgit2_subtransport.self).deallocate()
        }
        box.initialize(
            to: clibgit2_subtransport(transport: transport, owner: Unmanaged.passUnretained(self).toOpaque()))
        return UnsafeMutableRawPointer(box).assumingMemoryBound(to: git_smart_subtransport.self)
    }

    private func stream(
        of transport: UnsafeMutablePointer<git_smart_subtransport>?
    ) -> UnsafeMutablePointer<git_smart_subtransport_stream> {
        let box = UnsafeMutablePointer<clibgit2_subtransport_stream>.allocate(capacity: 1)
        var stream = git_smart_subtransport_stream()
        stream.subtransport = transport
        stream.read = { stream, buffer, size, count in
            guard let buffer, let count, let owner = SSHTransport.of(stream) else { return -1 }
            let received = owner.read(into: buffer, count: size)
            count.pointee = max(0, received)
            return received < 0 ? -1 : 0
        }
        stream.write = { stream, bytes, count in
            guard let bytes, let owner = SSHTransport.of(stream) else { return -1 }
            return owner.write(bytes, count: count)
        }
        stream.free = { stream in
            guard let stream else { return }
            SSHTransport.of(stream)?.stream = nil
            UnsafeMutableRawPointer(stream).assumingMemoryBound(to: clibgit2_subtransport_stream.self).deallocate()
        }
        box.initialize(
            to: clibgit2_subtransport_stream(stream: stream, owner: Unmanaged.passUnretained(self).toOpaque()))
        return UnsafeMutableRawPointer(box).assumingMemoryBound(to: git_smart_subtransport_stream.self)
    }

    private static func of(_ transport: UnsafeMutablePointer<git_smart_subtransport>?) -> SSHTransport? {
        guard let transport else { return nil }
        return UnsafeMutableRawPointer(transport).assumingMemoryBound(to: clibgit2_subtransport.self).pointee.owner
            .map { Unmanaged<SSHTransport>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func of(_ stream: UnsafeMutablePointer<git_smart_subtransport_stream>?) -> SSHTransport? {
        guard let stream else { return nil }
        return UnsafeMutableRawPointer(stream).assumingMemoryBound(to: clibgit2_subtransport_stream.self).pointee.owner
            .map { Unmanaged<SSHTransport>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension SSHTransport {
    private func start() -> Bool {
        guard process == nil else { return true }
        var variables: [String: String] = [:]
        if case .key(_, _, let passphrase?, _)? = credentials {
            guard let program = PassphraseProgram() else { return false }
            passphraseProgram = program
            variables = program.environment(passphrase: passphrase)
        }
        process = SSHProcess(
            arguments: program.arguments(
                for: service, credentials: credentials, connecting: watch.limits.connecting),
            setting: variables, removing: program.foreignVariables, watch: watch)
        return process != nil
    }

    private func read(into buffer: UnsafeMutableRawPointer, count: Int) -> Int {
        guard let process else { return -1 }
        let received = process.socket.read(into: buffer, count: count, or: process.errorDescriptor) {
            process.drainErrors()
        }
        if received == 0 { process.drainToTheEnd(watch: watch) }
        return received
    }

    private func write(_ bytes: UnsafeRawPointer, count: Int) -> Int32 {
        guard let process else { return -1 }
        var done = 0
        while done < count {
            let sent = process.socket.write(bytes + done, count: count - done)
            guard sent >= 0 else {
                process.drainToTheEnd(watch: watch)
                return -1
            }
            done += sent
        }
        return 0
    }

    private func close() {
        guard let process else { return }
        process.drainErrors()
        process.end()
        log = SSHLog(process.errorBytes)
        self.process = nil
        passphraseProgram = nil
    }
}
