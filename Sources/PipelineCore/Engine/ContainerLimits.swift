/// What a container may use of the machine; `nil` for no limit.
public struct ContainerLimits: Sendable, Hashable {
    /// Memory in bytes, swap included: what needs more is ended.
    public var memory: Int?
    /// Processor time, in processors: 1.5 are one and a half.
    public var processors: Double?
    /// How many processes and threads there may be at a time.
    public var processes: Int?

    /// No limits.
    public init() {}

    /// Whether nothing is limited.
    public var isEmpty: Bool { self == ContainerLimits() }
}
