/// The packages of a base image as a CycloneDX bill of materials, which scanners read.
struct PackageList {
    let name: String
    let release: String
    /// RFC 3339.
    let created: String
    let packages: [InstalledPackage]

    /// The document on one line, with sorted keys: equal packages give equal text.
    var cycloneDX: String {
        let components = packages.map { package in
            let address =
                "pkg:deb/debian/\(Self.escaped(package.name))@\(Self.escaped(package.version))"
                + "?arch=\(package.architecture)&distro=debian-\(Self.escaped(release))"
            return #"{"name":\#(Self.quoted(package.name)),"purl":\#(Self.quoted(address)),"type":"library","#
                + #""version":\#(Self.quoted(package.version))}"#
        }
        return #"{"bomFormat":"CycloneDX","components":[\#(components.joined(separator: ","))],"metadata":{"#
            + #""component":{"name":\#(Self.quoted(name)),"type":"container","version":\#(Self.quoted(release))},"#
            + #""timestamp":\#(Self.quoted(created))},"specVersion":"1.5","version":1}"#
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// As package addresses want it: everything but letters, digits and `.-_~` as `%XX`.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            if byte.isAlphanumeric || ".-_~".utf8.contains(byte) { return String(Unicode.Scalar(byte)) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
