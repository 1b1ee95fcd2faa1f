import Clibgit2

extension ObjectID {
    /// Copies the object name out of libgit2.
    init(_ oid: git_oid) {
        var oid = oid
        hex = String(unsafeUninitializedCapacity: 40) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { _ = git_oid_fmt($0.baseAddress, &oid) }
            return 40
        }
    }

    /// The form libgit2 takes.
    var oid: git_oid {
        var oid = git_oid()
        _ = git_oid_fromstrn(&oid, hex, 40)
        return oid
    }
}
