/// What `lives` and `runs` have in common: a user and a folder.
struct Account: Sendable {
    /// The folder, an absolute path.
    var folder: String?
    var name: String?
    var uid: Int?
    var gid: Int?

    mutating func merge(_ newer: Account) {
        folder.override(with: newer.folder)
        name.override(with: newer.name)
        uid.override(with: newer.uid)
        gid.override(with: newer.gid)
    }
}
