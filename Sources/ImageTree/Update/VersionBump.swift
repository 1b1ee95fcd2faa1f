/// How the version of an image is raised for an update: by a counter at its end.
struct VersionBump {
    /// What stands before the counter, usually `s`.
    let identifier: String

    /// The next version: `-s1` is appended, or the counter that is there is raised. A date behind it, as weekly rebuilds
    /// write it, stays; the result is newer for dpkg, too.
    ///
    /// `nil` for versions of other characters than digits, dots and hyphens before the counter, and for counters of more
    /// than 18 digits.
    func next(after version: String) -> String? {
        if let (base, number) = counter(of: version) { return raised(base, number, date: "") }
        if !identifier.isEmpty, let date = Self.date(of: version) {
            let rest = String(version.dropLast(date.count))
            if let (base, number) = counter(of: rest) { return raised(base, number, date: date) }
        }
        return raised(version, "0", date: "")
    }

    private func raised(_ base: String, _ counter: Substring, date: String) -> String? {
        guard counter.utf8.count <= 18, let number = Int(counter), !base.isEmpty,
            base.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
        else { return nil }
        return "\(base)-\(identifier)\(number + 1)\(date)"
    }

    /// `BASE-sN` taken apart.
    private func counter(of version: String) -> (base: String, number: Substring)? {
        guard let hyphen = version.lastIndex(of: "-") else { return nil }
        let last = version[version.index(after: hyphen)...]
        guard last.hasPrefix(identifier) else { return nil }
        let number = last.dropFirst(identifier.count)
        guard !number.isEmpty, number.utf8.allSatisfy(\.isDigit) else { return nil }
        return (String(version[..<hyphen]), number)
    }

    /// A hyphen and eight digits at the end.
    private static func date(of version: String) -> String? {
        let tail = version.suffix(9)
        return tail.utf8.count == 9 && tail.hasPrefix("-") && tail.dropFirst().utf8.allSatisfy(\.isDigit)
            ? String(tail) : nil
    }
}
