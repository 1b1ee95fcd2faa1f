import Diagnostics
import ImageTree
import Testing

@Suite struct ControlFileTests {
    @Test(arguments: [
        ("", []), ("Package: a\n", []), ("Depends: a\n", ["a"]),
        ("Build-Depends: b\nDepends: a,c ,  a,\n", ["b", "a", "c"]),
        ("depends:\n a,\n b\n", ["a", "b"]), ("Depends: a\r\nX: y\r\n", ["a"]), ("Depends: a\nDepends: b\n", ["b"]),
        ("Depends: a\n\n\nPackage: x\nBuild-Depends: b\n", ["a", "b"]),
        ("# Depends: x\njunk\nDepends: a\n# c\n\tb\n", ["a", "b"]),
        ("Depends: a,\n# c\n b\nDescription: x\n Depends: y\n", ["a", "b"]),
        ("Depends : a,\n b\nx y: c\n d\n", ["a", "b", "d"]), ("Depends\t:a\n", ["a"]),
        ("Depends: a,\njunk: \nDepends : b\n", ["b"]),
    ])
    func names(_ text: String, _ names: [String]) throws {
        #expect(try ControlFile(text, file: "control").dependencies.map(\.name) == names)
    }

    @Test func variablesOfPackagesAreErrors() {
        let error = #expect(throws: DiagnosticList.self) {
            try ControlFile("Depends: ${misc:Depends}, a\n", file: "control")
        }
        #expect(error?.description == "control:1:10: error: `${misc:Depends}` is more than the name of an image")
    }

    @Test func versionsAndAlternativesAreErrors() {
        let error = #expect(throws: DiagnosticList.self) {
            try ControlFile("Depends: a (>= 1.0), b | c,\n d\n", file: "control")
        }
        #expect(
            error?.description == """
                control:1:10: error: `a (>= 1.0)` is more than the name of an image
                control:1:22: error: `b | c` is more than the name of an image
                """)
    }
}
