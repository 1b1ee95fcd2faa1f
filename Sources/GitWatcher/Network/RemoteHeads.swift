/// The branches, tags and other references of a remote repository at one moment.
public struct RemoteHeads: Sendable, Hashable {
    /// The references, sorted by the bytes of their names.
    public let references: [RemoteReference]
    /// The full name of the branch that HEAD names; `nil` if the server does not say, or that branch has no commit.
    public let head: String?

    /// Sorts what it is given.
    public init(references: [RemoteReference], head: String?) {
        self.references = references.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.head = head
    }

    /// The reference of that full name.
    public subscript(name: String) -> RemoteReference? {
        var (low, high) = (0, references.count)
        while low < high {
            let middle = (low + high) / 2
            if references[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < references.count && references[low].name == name ? references[low] : nil
    }
}
