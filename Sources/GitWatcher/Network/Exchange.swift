import Glibc

/// Calls `body` with a watch over all that libgit2 does in it.
func withExchange<Value>(
    _ settings: RemoteSettings, _ operation: Operation, _ body: (ExchangeWatch) throws(GitFailure) -> Value
) throws(GitFailure) -> Value {
    // libgit2 calls this an unsupported protocol.
    if settings.url.path == settings.url.text, access(settings.url.path, F_OK) != 0 {
        throw operation.failure(.noSuchRepository, systemMessage(errno))
    }
    let watch = ExchangeWatch(limits: settings.limits)
    let result: Result<Value, GitFailure> = ExchangeWatch.$current.withValue(watch) {
        do throws(GitFailure) { return .success(try body(watch)) } catch { return .failure(error) }
    }
    return try result.get()
}
