/// The forms of names as regular expressions that all implementations of JSON Schema take.
enum BlubberPatterns {
    /// Variants and users.
    static let name = "^[a-zA-Z][a-zA-Z0-9.-]+[a-zA-Z0-9]$"
    /// Users, who may not be root.
    static let user = "^(?!root$)[a-zA-Z][a-zA-Z0-9.-]+[a-zA-Z0-9]$"
    /// Images.
    static let image: String = {
        let label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
        let component = "[a-z0-9]+(?:(?:[._]|__|-*)[a-z0-9]+)*"
        return "^(?!scratch$)(?:\(label)(?:\\.\(label))*(?::[0-9]+)?/)?\(component)(?:/\(component))*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$"
    }()
    /// Addresses of HTTP servers.
    static let url = "^https?://[!#-;=?-Z\\[\\]_a-z~]+$"
    /// Debian packages.
    static let package =
        "^[a-z0-9][a-z0-9+.-]+(?:=(?:[0-9]+:)?[0-9]+[a-zA-Z0-9.+~-]*|/[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)?$"
    /// Debian releases: on one line, with a letter.
    static let release = "^[^\\r\\n]*[a-zA-Z][^\\r\\n]*$"
    /// Components of Debian repositories.
    static let component = "^[^\\r\\n]*[a-z0-9][a-z0-9+./-][^\\r\\n]*$"
    /// Constraints of Python versions.
    static let constraint: String = {
        let one = "(?:<=|!=|==|>=|~=|<|>)[A-Za-z0-9_.*+!-]+"
        return "^\(one)(?:,\(one))*$"
    }()
    /// What can stand in the options of a mount.
    static let mountValue = "^[^\\u0000-\\u0020\\u007f,\"'\\\\]*$"
}
