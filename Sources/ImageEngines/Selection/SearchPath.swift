internal import Glibc

/// The folders in which programs are looked up.
struct SearchPath {
    let folders: [String]

    init(_ environment: [String: String]) {
        folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
    }

    /// The path of the first program of this name.
    func find(_ program: String) -> String? { findAll(program).first }

    /// The paths of all programs of this name, in order of the folders.
    func findAll(_ program: String) -> [String] {
        folders.map { "\($0)/\(program)" }.filter { access($0, X_OK) == 0 }
    }
}
