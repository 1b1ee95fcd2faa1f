/// Which Debian package brings a program.
enum Package {
    static func providing(_ program: String) -> String {
        let name = program.split(separator: "/").last.map(String.init) ?? program
        return name == "docker" ? "docker.io" : name
    }
}
