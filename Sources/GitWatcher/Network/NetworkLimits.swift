/// How long an exchange with a server may take.
public struct NetworkLimits: Sendable, Hashable {
    /// For one address of the server to accept a connection.
    public var connecting: Duration
    /// Without a byte from the server, or without one that it takes.
    public var silence: Duration
    /// For all of it, fetched objects included.
    public var whole: Duration

    /// Takes each limit as it is.
    public init(
        connecting: Duration = .seconds(20), silence: Duration = .seconds(60), whole: Duration = .seconds(300)
    ) {
        self.connecting = connecting
        self.silence = silence
        self.whole = whole
    }
}
