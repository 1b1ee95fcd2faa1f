/// Nothing can be served at an address.
public struct ServerFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The host and port.
    public let place: String
    /// What the system said.
    public let reason: String

    /// Where, why, and what to do.
    public var description: String {
        "cannot serve at \(place): \(reason)\n  help: choose another address or port in the fleet file"
    }
}
