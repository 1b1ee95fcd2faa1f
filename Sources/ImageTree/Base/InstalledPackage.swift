/// One package of an image, as dpkg's database names it.
public struct InstalledPackage: Sendable, Hashable {
    /// The package's name.
    public let name: String
    /// Its version in Debian's form, such as `1:2.38.1-5+deb12u3`.
    public let version: String
    /// `amd64`, `all` and so on.
    public let architecture: String

    /// Reads a list with one package a line, the three parts separated by tabs; other lines are left out.
    static func list(_ text: String) -> [InstalledPackage] {
        text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t").map(String.init)
            guard parts.count == 3 else { return nil }
            return InstalledPackage(name: parts[0], version: parts[1], architecture: parts[2])
        }
    }
}
