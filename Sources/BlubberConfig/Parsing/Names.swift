/// The forms of names, walked by hand: they are checked at every start of the program.
enum Names {
    /// `[a-zA-Z][a-zA-Z0-9.-]+[a-zA-Z0-9]`, the form of variants and users.
    static func isVariantOrUser(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count >= 3, let first = bytes.first, let last = bytes.last else { return false }
        return first.isLetter && last.isLetterOrDigit && bytes.allSatisfy { $0.isLetterOrDigit || isOne($0, of: "-.") }
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]+`.
    static func isEnvironmentVariable(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count >= 2, let first = bytes.first else { return false }
        return !first.isDigit && bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
    }

    /// `[a-zA-Z0-9]+`.
    static func isNodeEnvironment(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isLetterOrDigit)
    }

    /// `[a-z0-9][a-z0-9+.-]+` with an optional `=VERSION` or `/RELEASE`.
    static func isDebianPackage(_ text: String) -> Bool {
        let name = text.utf8.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "/") }
        guard name.count >= 2, let first = name.first, first.isLowercase || first.isDigit,
            name.allSatisfy({ $0.isLowercase || $0.isDigit || isOne($0, of: "+.-") })
        else { return false }
        let rest = text.utf8.dropFirst(name.count)
        switch rest.first {
        case nil: return true
        case UInt8(ascii: "="): return isDebianVersion(rest.dropFirst())
        default: return isExactRelease(rest.dropFirst())
        }
    }

    /// `([0-9]+:)?[0-9]+[a-zA-Z0-9.+~-]*`.
    private static func isDebianVersion(_ text: Substring.UTF8View) -> Bool {
        var version = text
        let epoch = version.prefix(while: \.isDigit)
        if !epoch.isEmpty, version.dropFirst(epoch.count).first == UInt8(ascii: ":") {
            version = version.dropFirst(epoch.count + 1)
        }
        guard let first = version.first, first.isDigit else { return false }
        return version.allSatisfy { $0.isLetterOrDigit || isOne($0, of: ".+-~") }
    }

    private static func isExactRelease(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return first.isLetter && last.isLetterOrDigit
            && text.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
    }

    /// Any text with a letter, as the original's unanchored expression has it, but on one line.
    static func isDebianRelease(_ text: String) -> Bool {
        text.utf8.contains(where: \.isLetter) && isOneLine(text)
    }

    /// Any text with a letter or digit before one of `a-z 0-9 + . / -`, but on one line.
    static func isDebianComponent(_ text: String) -> Bool {
        isOneLine(text)
            && zip(text.utf8, text.utf8.dropFirst()).contains { first, second in
                (first.isLowercase || first.isDigit)
                    && (second.isLowercase || second.isDigit || isOne(second, of: "+./-"))
            }
    }

    /// Comparisons such as `>=1.2` joined by commas, without blanks.
    static func isPythonConstraint(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            guard let comparison = ["<=", "!=", "==", ">=", "~=", "<", ">"].first(where: { part.hasPrefix($0) })
            else { return false }
            let version = part.utf8.dropFirst(comparison.utf8.count)
            return !version.isEmpty && version.allSatisfy { $0.isLetterOrDigit || isOne($0, of: "-_.*+!") }
        }
    }

    /// Begins with `/`, is not `/` once clean, and has one line.
    static func isAbsolutePath(_ text: String) -> Bool {
        Path.isAbsolute(text) && Path.clean(text) != "/" && isOneLine(text)
    }

    static func isOneLine(_ text: String) -> Bool { !text.utf8.contains { $0 == 0x0A || $0 == 0x0D } }

    private static func isOne(_ byte: UInt8, of text: StaticString) -> Bool {
        text.withUTF8Buffer { $0.contains(byte) }
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isLetter: Bool { isLowercase || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isLetterOrDigit: Bool { isLetter || isDigit }
}
