internal import ArgumentParser
internal import OCI
internal import PipelineCore

/// How a build is shown.
enum BuildFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// For programs.
    case json
}

/// The JSON object that `build --format json` ends with.
struct BuildReport: Encodable {
    struct Image: Encodable {
        let name: String
        let id: String
    }

    /// `passed` or `failed`.
    let state: String
    let variant: String
    /// What was built; absent where nothing was.
    let image: Image?
    /// Why it failed.
    let error: ErrorRecord?

    init(variant: String, name: ImageReference, id: ImageID) {
        state = RunState.passed.rawValue
        self.variant = variant
        image = Image(name: name.description, id: id.hex)
        error = nil
    }

    init(variant: String, failure: ErrorRecord?) {
        state = RunState.failed.rawValue
        self.variant = variant
        image = nil
        error = failure
    }
}
