import FoundationEssentials
import PipelineTestSupport

/// A golden configuration of the compiler's tests, to be built for real.
struct GoldenFile {
    /// The text behind `version`, with `BASE` for every image that it takes from elsewhere.
    let blubber: String
    let variant: String

    static let folder: String = {
        let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(tests)/BlubberConfigTests/Golden"
    }()

    init(_ name: String) throws {
        let text = try read("\(Self.folder)/\(name).yaml")
        guard let heading = text.firstMatch(of: /^# variant: (?<variant>[^,\n]+)/) else {
            throw BuildError(description: "\(name) names no variant")
        }
        variant = String(heading.variant)
        blubber = text.replacing("version: v4\n", with: "").replacing(
            /registry\.example\.org\/[a-z0-9]+:[0-9]+/, with: "BASE")
    }
}
