extension String {
    /// The text behind `prefix`, or all of it where it begins otherwise.
    func removingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
