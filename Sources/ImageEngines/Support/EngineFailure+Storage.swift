internal import OCI
internal import PipelineCore

extension EngineFailure {
    /// A reference without a registry, which the engine does not hold.
    static func notInStorage(_ reference: ImageReference, engine: String) -> EngineFailure {
        EngineFailure(
            .baseUnavailable, operation: "find", subject: reference.description,
            details: ["\(engine) does not hold it, and `localhost/` names are never pulled"],
            hint: "build it first, or name an image of a registry")
    }
}
