/// A variant as written, or after expansion.
struct Variant: Sendable {
    let name: Located<String>
    var includes: [Located<String>] = []
    var copies: [Artifact] = []
    var fields = CommonFields()

    /// Entries that the newer layer repeats move to its place.
    mutating func merge(_ newer: Variant) {
        fields.merge(newer.fields)
        let repeated = Set(newer.copies.map(\.key))
        copies = copies.filter { !repeated.contains($0.key) } + newer.copies
    }

    /// The working directory of the finished image.
    var finalWorkingDirectory: String {
        guard fields.base != nil else { return "/" }
        return fields.runs.account.folder ?? fields.lives.folder ?? "/"
    }
}
