/// What a checkout writes.
public struct CheckoutOptions: Sendable, Hashable {
    /// Whether submodules are checked out too, to any depth; if not, they become empty folders.
    public var includesSubmodules: Bool
    /// The modification time of every file, link and folder, in seconds since 1970; `nil` leaves the time of writing.
    public var modificationTime: Int?

    /// Makes options; the defaults write everything with the time of writing.
    public init(includesSubmodules: Bool = true, modificationTime: Int? = nil) {
        self.includesSubmodules = includesSubmodules
        self.modificationTime = modificationTime
    }
}
