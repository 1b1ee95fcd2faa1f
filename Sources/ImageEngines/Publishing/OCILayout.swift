public import OCI
public import PipelineCore

/// An OCI image layout: a folder that holds images as a registry does, with their names in `index.json`.
public struct OCILayout: Sendable, Hashable {
    /// One named image of a layout.
    public struct Entry: Sendable, Hashable {
        /// The name, as `org.opencontainers.image.ref.name` has it.
        public let name: String
        /// The digest of the manifest that the name stands for now.
        public let digest: Digest
    }

    static let nameKey = "org.opencontainers.image.ref.name"

    /// The absolute path of the layout's folder.
    public let folder: String

    /// The layout in `folder`, which need not exist yet.
    public init(folder: String) { self.folder = folder }

    /// The names and what they stand for, in the index's order; manifests without a name are left out.
    ///
    /// - Throws: `EngineFailure` with code `registryFailed` if `index.json` is no index. A layout that does not exist has
    ///   no entries.
    public func entries() throws(EngineFailure) -> [Entry] {
        try index().elements("manifests").compactMap { descriptor in
            guard let name = descriptor["annotations"]?[Self.nameKey]?.text,
                let digest = descriptor["digest"]?.text.flatMap({ Digest($0) })
            else { return nil }
            return Entry(name: name, digest: digest)
        }
    }

    /// The manifest digest that `name` stands for; `nil` if the layout has no such name.
    ///
    /// - Throws: as `entries()`.
    public func digest(of name: String) throws(EngineFailure) -> Digest? {
        try entries().first { $0.name == name }?.digest
    }

    /// The whole index; that of an empty layout if there is none.
    func index() throws(EngineFailure) -> JSONValue {
        let path = "\(folder)/index.json"
        guard FileSystem.exists(path) else {
            return .object(["schemaVersion": .integer(2), "manifests": .array([])])
        }
        guard let index = FileSystem.read(path).flatMap(JSONValue.parse), case .array? = index["manifests"] else {
            throw EngineFailure(
                .registryFailed, operation: "read", subject: path,
                details: ["it is not the index of an OCI image layout"],
                hint: "publish to another folder, or remove this one if nothing in it is needed")
        }
        return index
    }
}
